package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session is that the connector opens. */
class ConnectorTest {

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void allSettingsGoIntoTheStartUpMessage(Postgres postgres) throws SQLException {
        try (TestDatabase here = postgres.newDatabase()) {
            ServerLog.Mark mark = here.mark();
            try (OwnSession session = open(here.url(), Map.of("MIGRATOR_STATEMENT_TIMEOUT", "1h"))) {
                assertThat(Query.rows(session.connection(), """
                        SELECT current_setting('application_name'), current_setting('lock_timeout'), current_setting('statement_timeout'),
                               current_setting('idle_in_transaction_session_timeout'), current_setting('client_connection_check_interval')
                        """)).containsExactly("market-migrator|3s|1h|0|1s");
            }
            assertThat(here.statements(mark)).hasSize(1);
        }
    }

    @Test
    void optionsOfTheUrlReachTheServer() throws SQLException {
        try (OwnSession session = open(database.url() + "?options=-c%20work_mem=7MB%20-c%20search_path=shop", Map.of())) {
            assertThat(Query.rows(session.connection(), "SELECT current_setting('work_mem'), current_setting('search_path')"))
                    .containsExactly("7MB|shop");
        }
    }

    @Test
    void theRoleIsTakenOnWithOneStatement() throws SQLException {
        Query.executeAsSuperuser(database, "GRANT pg_monitor TO \"" + database.role() + "\"");
        ServerLog.Mark mark = database.mark();
        try (OwnSession session = open(database.url(), Map.of("MIGRATOR_ROLE", "pg_monitor"))) {
            assertThat(Query.rows(session.connection(), "SELECT current_user, session_user")).containsExactly("pg_monitor|" + database.role());
        }
        assertThat(database.statements(mark)).hasSize(2);
    }

    @Test
    void toResetTheSessionGivesBackWhatItBeganWith() throws SQLException {
        Query.executeAsSuperuser(database, "GRANT pg_monitor TO \"" + database.role() + "\"");
        try (OwnSession session = open(database.url() + "?options=-c%20work_mem=7MB", Map.of("MIGRATOR_ROLE", "pg_monitor"))) {
            Query.execute(session.connection(), "SET work_mem = '1MB'; SET lock_timeout = 0; SET search_path = ''; RESET ROLE");

            session.reset();

            assertThat(Query.rows(session.connection(), """
                    SELECT current_user, current_setting('work_mem'), current_setting('lock_timeout'), current_setting('search_path')
                    """)).isEqualTo(List.of("pg_monitor|7MB|3s|pg_catalog"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "42704, unrecognized configuration parameter \"client_connection_check_interval\"",
        "08P01, unsupported startup parameter in options: client_connection_check_interval"
    })
    void aServerThatDoesNotKnowTheConnectionCheckIsServedWithoutIt(String sqlState, String message) throws SQLException, IOException {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.first(TcpRelay.refuses(sqlState, message), TcpRelay.passesOnTo(database)));
             OwnSession session = open(database.url().replace(":" + database.server().port() + "/", ":" + relay.port() + "/"), Map.of())) {
            assertThat(Query.rows(session.connection(), "SELECT current_setting('client_connection_check_interval'), current_setting('lock_timeout')"))
                    .containsExactly("0|3s");
            assertThat(relay.connections()).isEqualTo(2);
        }
    }

    private static OwnSession open(String url, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DATABASE_URL", url);
        environment.put("MIGRATOR_WAIT", "0s");
        return new Connector(SettingsReader.read(environment, Map.of()), new Cancellation()).open();
    }
}
