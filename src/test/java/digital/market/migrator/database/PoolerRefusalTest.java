package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.PgBouncer;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind PgBouncer what is refused is refused, at once, as without it. */
@Timeout(120)
class PoolerRefusalTest {

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void aWrongPassword() {
        try (PgBouncer pooler = PgBouncer.before(database, "session")) {
            denied(pooler, Map.of("DB_PASSWORD", "a wrong one"));
        }
    }

    @Test
    void anUnknownUser() {
        try (PgBouncer pooler = PgBouncer.before(database, "transaction")) {
            denied(pooler, Map.of("DB_USER", "nobody"));
        }
    }

    @Test
    void aDatabaseThatTheServerDoesNotHave() {
        try (PgBouncer pooler = PgBouncer.before(database, "session")) {
            denied(pooler, Map.of("DB_NAME", "nowhere", "MIGRATOR_WAIT", "1s"));
        }
    }

    @Test
    void aDatabaseThatThePoolerDoesNotKnow() {
        try (PgBouncer pooler = PgBouncer.knowing("other = host=127.0.0.1 port=" + database.server().port(), database, "session")) {
            assertThat(denied(pooler, Map.of("MIGRATOR_WAIT", "1s")).failure().advice()).get().asString().contains("[databases]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction"})
    void itsOwnLoginAtTheServer(String poolMode) {
        String wrong = "* = host=127.0.0.1 port=%d user=%s password=wrong".formatted(database.server().port(), database.role());
        try (PgBouncer pooler = PgBouncer.knowing(wrong, database, poolMode)) {
            denied(pooler, Map.of());
        }
    }

    /** As a newer PgBouncer tells it, and what it tells of a server that is only starting. */
    @Test
    void aLoginThatHasFailedBefore() throws IOException {
        String again = "server login has been failing, cached error: FATAL: %s (server_login_retry)";
        assertThat(told(again.formatted("password authentication failed for user \"bot\"")).outcome()).isEqualTo(Outcome.DENIED);
        assertThat(told(again.formatted("the database system is starting up")).outcome()).isEqualTo(Outcome.UNREACHABLE);
    }

    /** PgBouncer itself is full, paused, or has no server. */
    @ParameterizedTest
    @ValueSource(strings = {"no more connections allowed (max_client_conn)", "query_wait_timeout", "client_login_timeout (server down)",
            "pgbouncer cannot connect to server", "the database system is shutting down"})
    void whatMayComeRightIsWaitedFor(String message) throws IOException {
        assertThat(told(message).outcome()).isEqualTo(Outcome.UNREACHABLE);
    }

    private MigrationException told(String message) throws IOException {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.refuses("08P01", message))) {
            return fails(database.url().replace(":" + database.server().port() + "/", ":" + relay.port() + "/"), Map.of("MIGRATOR_WAIT", "1s"));
        }
    }

    private static MigrationException denied(PgBouncer pooler, Map<String, String> more) {
        MigrationException failure = fails(pooler.url(), more);
        assertThat(failure.outcome()).as(failure.failure().toString()).isEqualTo(Outcome.DENIED);
        return failure;
    }

    private static MigrationException fails(String url, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("DATABASE_URL", url, "MIGRATOR_WAIT", "10m"));
        environment.putAll(more);
        return catchThrowableOfType(MigrationException.class, new Connector(SettingsReader.read(environment, Map.of()), new Cancellation())::open);
    }
}
