package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.PgBouncer;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether a session is ours is found out, by real poolers and without one. */
class PoolerProbeTest {

    private TestDatabase database;

    @BeforeEach
    void newDatabase() {
        database = Postgres.V17.newDatabase();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void aDirectConnectionIsNoPoolersAndOneStatementTells(Postgres postgres) throws SQLException {
        try (TestDatabase here = postgres.newDatabase(); OwnSession session = open(here.url(), Map.of())) {
            ServerLog.Mark mark = here.mark();

            assertThat(session.settle()).isFalse();
            assertThat(session.settle()).isFalse();

            assertThat(here.statements(mark)).hasSize(1);
            assertThat(here.connections(mark)).isEmpty();
        }
    }

    @Test
    void aRoleTellsWithNoStatementMore() throws SQLException {
        Query.executeAsSuperuser(database, "GRANT pg_monitor TO \"" + database.role() + "\"");
        try (OwnSession session = open(database.url(), Map.of("MIGRATOR_ROLE", "pg_monitor"))) {
            ServerLog.Mark mark = database.mark();

            assertThat(session.settle()).isFalse();

            assertThat(database.statements(mark)).isEmpty();
        }
    }

    /** As many idle sessions of the server as {@code idle} says are in the pool when it is looked for. */
    @ParameterizedTest
    @CsvSource({
        "transaction, 1, 0, 0, true",
        "transaction, 5, 0, 0, true",
        "transaction, 5, 0, 3, true",
        "transaction, 5, 1, 0, true",
        "transaction, 5, 1, 2, true",
        "transaction, 5, 1, 3, true",
        "transaction, 5, 1, 5, true",
        "statement, 5, 0, 0, true",
        "session, 20, 0, 0, false",
        "session, 20, 0, 7, false",
        "session, 20, 1, 7, false",
        "session, 1, 0, 0, true",
    })
    void whatAPoolerDoesIsSeen(String mode, int size, int roundRobin, int idle, boolean pooled) throws SQLException {
        try (PgBouncer pooler = PgBouncer.before(database, mode, "default_pool_size = " + size, "server_round_robin = " + roundRobin)) {
            fill(pooler, idle);
            try (OwnSession session = open(pooler.url(), Map.of())) {
                assertThat(session.settle()).isEqualTo(pooled);
            }
        }
    }

    @Test
    void aSettingSparesTheSearch() throws SQLException {
        try (PgBouncer pooler = PgBouncer.before(database, "transaction")) {
            ServerLog.Mark mark = database.mark();
            try (OwnSession session = open(pooler.url(), Map.of("MIGRATOR_POOLER", "transaction"))) {
                assertThat(session.settle()).isTrue();
            }
            assertThat(database.statements(mark)).extracting(ServerLog.Statement::sql).noneMatch(sql -> sql.contains("pg_backend_pid"));
        }
    }

    @Test
    void inASessionOfItsOwnBehindAPoolerTheTimeOutsAreSet() throws SQLException {
        try (PgBouncer pooler = PgBouncer.before(database, "session"); OwnSession session = open(pooler.url(), Map.of("MIGRATOR_LOCK_TIMEOUT", "7s"))) {
            session.settle();
            assertThat(lockTimeout(session)).containsExactly("7s|1s");
            Query.execute(session.connection(), "SET lock_timeout = 0");
            session.reset();
            assertThat(lockTimeout(session)).containsExactly("7s|1s");
        }
    }

    @Test
    void aPoolerThatTakesOptionsAndIgnoresThemIsNotBelieved() throws SQLException {
        try (PgBouncer pooler = PgBouncer.before(database, "session", "ignore_startup_parameters = options");
                OwnSession session = open(pooler.url(), Map.of("MIGRATOR_LOCK_TIMEOUT", "7s"))) {
            session.settle();
            assertThat(lockTimeout(session)).containsExactly("7s|1s");
        }
    }

    /** A file that is written anew is missing, or empty, for a moment. */
    @Test
    void noMoreConnectionsAreHadWhileThePasswordCannotBeRead(@TempDir Path folder) throws Exception {
        try (PgBouncer pooler = PgBouncer.before(database, "session")) {
            Path password = Files.writeString(folder.resolve("password"), database.password());
            try (OwnSession session = open(pooler.url(), Map.of("DB_PASSWORD_FILE", password.toString()))) {
                Files.delete(password);

                assertThat(session.settle()).isTrue();
            }
        }
    }

    private static List<String> lockTimeout(OwnSession session) throws SQLException {
        return Query.rows(session.connection(), "SELECT current_setting('lock_timeout'), current_setting('client_connection_check_interval')");
    }

    /** Lets the pool have so many sessions of the server, all idle. */
    private static void fill(PgBouncer pooler, int sessions) throws SQLException {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Connection connection = pooler.connect();
            open.add(connection);
            connection.setAutoCommit(false);
            Query.rows(connection, "SELECT 1");
        }
        for (Connection connection : open) {
            connection.rollback();
            connection.close();
        }
    }

    private static OwnSession open(String url, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("DATABASE_URL", url);
        return new Connector(SettingsReader.read(variables, Map.of()), new Cancellation()).open();
    }
}
