package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where waiting would not help, the connector gives up at once and says what to do. */
class ConnectorGivesUpTest {

    private TestDatabase database;
    private TcpRelay relay;

    @BeforeEach
    void createDatabase() {
        database = Postgres.V18.newDatabase();
        relay = TcpRelay.that(TcpRelay.passesOnTo(database));
    }

    @AfterEach
    void dropDatabase() throws SQLException, IOException {
        relay.close();
        database.close();
    }

    @Test
    void aWrongPasswordIsSentOnce() {
        ServerLog.Mark mark = database.mark();

        MigrationException failure = denied("DB_PASSWORD", "a wrong password");

        assertThat(failure).hasMessageContaining("password authentication failed");
        assertThat(database.fatalErrors(mark)).hasSize(1);
        assertThat(relay.connections()).isEqualTo(1);
        assertThat(trace(failure)).doesNotContain("a wrong password");
    }

    @Test
    void noPasswordAtAll() {
        MigrationException failure = fails(Map.of("DB_HOST", "127.0.0.1", "DB_PORT", "" + relay.port(), "DB_USER", database.role()));

        assertThat(failure.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(failure.failure().advice()).get().asString().contains("DB_PASSWORD");
    }

    @Test
    void aDatabaseThatIsNotThere() {
        MigrationException failure = denied("DB_NAME", "no \"such\" database");

        assertThat(failure).hasMessageContaining("does not exist");
        assertThat(failure.failure().advice()).get().asString()
                .contains("CREATE DATABASE \"no \"\"such\"\" database\" OWNER \"" + database.role() + "\"");
        assertThat(relay.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "postgres"})
    void aUserThatMayNotConnect(String role) throws SQLException {
        Query.executeAsSuperuser(database, "REVOKE CONNECT ON DATABASE \"%1$s\" FROM PUBLIC, \"%1$s\"".formatted(database.name()));

        MigrationException failure = denied("MIGRATOR_ROLE", role);

        assertThat(failure).hasMessageContaining("permission denied for database");
        assertThat(failure.failure().advice()).get().asString().contains("privileges").doesNotContain("MIGRATOR_ROLE");
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void aUserThatIsNotAMemberOfTheRole() {
        MigrationException failure = denied("MIGRATOR_ROLE", "postgres");

        assertThat(failure).hasMessageContaining("permission denied to set role");
        assertThat(failure.failure().advice()).get().asString().contains("GRANT \"postgres\" TO \"" + database.role() + "\"");
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void aRoleThatIsNotThere() {
        MigrationException failure = denied("MIGRATOR_ROLE", "no such role");

        assertThat(failure).hasMessageContaining("does not exist");
        assertThat(failure.failure().advice()).get().asString().contains("create it");
        assertThat(relay.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-full"})
    void aServerWithoutTlsWhereItIsRequired(String mode) {
        MigrationException failure = denied("PGSSLMODE", mode);

        assertThat(failure.failure().advice()).get().asString().contains("PGSSLMODE");
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void anOptionOfTheUrlThatTheServerDoesNotKnow() {
        MigrationException failure = denied("DATABASE_URL", url() + "?options=-c%20nonsense=1");

        assertThat(failure).hasMessageContaining("unrecognized configuration parameter \"nonsense\"");
        assertThat(failure.failure().advice()).get().asString().contains("options");
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void aPoolerThatRefusesEveryOption() {
        relay.now(TcpRelay.refuses("08P01", "unsupported startup parameter in options: lock_timeout"));

        MigrationException failure = denied("MIGRATOR_LOCK_WAIT", "1s");

        assertThat(failure).hasMessageContaining("unsupported startup parameter");
        assertThat(failure.failure().advice()).get().asString().contains("pooler");
        assertThat(relay.connections()).isEqualTo(3);
    }

    @Test
    void aConnectionThatCouldNotTakeOnTheRoleIsClosed() throws Exception {
        denied("MIGRATOR_ROLE", "postgres");

        Eventually.holds("it is closed", () -> Query.rows(database,
                "SELECT pid FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()").isEmpty());
    }

    /** Gives up although the budget is long, with a message that keeps the password secret. */
    private MigrationException denied(String variable, String value) {
        Map<String, String> environment = new HashMap<>(Map.of("DATABASE_URL", url(), "MIGRATOR_WAIT", "10m"));
        environment.put(variable, value);
        MigrationException failure = fails(environment);
        assertThat(failure.outcome()).as(failure.failure().toString()).isEqualTo(Outcome.DENIED);
        assertThat(trace(failure) + failure.failure()).doesNotContain(database.password());
        return failure;
    }

    private String url() {
        return database.url().replace(":" + database.server().port() + "/", ":" + relay.port() + "/");
    }

    private static MigrationException fails(Map<String, String> environment) {
        Connector connector = new Connector(SettingsReader.read(environment, Map.of()), new Cancellation());
        return catchThrowableOfType(MigrationException.class, connector::open);
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
