package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the connector waits for, and for how long. */
class ConnectorWaitsTest {

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
    void aRefusedConnectionIsTriedAgainUntilTheBudgetIsSpent() throws Exception {
        int closed;
        try (TcpRelay relay = TcpRelay.that(TcpRelay.hangsUp())) {
            closed = relay.port();
        }

        MigrationException failure = fails(Map.of("DATABASE_URL", url(closed), "MIGRATOR_WAIT", "500ms"));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(failure).hasMessageContaining("127.0.0.1:" + closed).hasMessageContaining("Connection refused");
        assertThat(failure.failure().advice()).get().asString().contains("MIGRATOR_WAIT");
    }

    @Test
    void anUnknownHostIsUnreachableToo() {
        MigrationException failure = fails(Map.of("DATABASE_URL", "postgresql://bot:x@no-such-host.invalid/shop", "MIGRATOR_WAIT", "0s"));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(failure).hasMessage("bot@no-such-host.invalid:5432/shop does not answer: unknown host.");
    }

    @Test
    void withoutABudgetItIsTriedOnce() throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.hangsUp())) {
            assertThat(fails(Map.of("DATABASE_URL", url(relay.port()), "MIGRATOR_WAIT", "0s")).outcome()).isEqualTo(Outcome.UNREACHABLE);
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatComesUpMeanwhileIsFound() throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.hangsUp())) {
            CompletableFuture<String> user = opens(relay);
            Eventually.holds("it has tried twice", () -> relay.connections() > 1);

            relay.now(TcpRelay.passesOnTo(database));

            assertThat(user.get()).isEqualTo(database.role());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "57P03, the database system is starting up",
        "57P03, the database system is not yet accepting connections",
        "57P01, terminating connection due to administrator command",
        "57P02, terminating connection because of crash of another server process",
        "53300, 'sorry, too many clients already'",
        "08006, no server available"
    })
    void aServerThatIsNotReadyIsWaitedFor(String sqlState, String message) throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.refuses(sqlState, message))) {
            CompletableFuture<String> user = opens(relay);
            Eventually.holds("it has tried twice", () -> relay.connections() > 1);

            relay.now(TcpRelay.passesOnTo(database));

            assertThat(user.get()).isEqualTo(database.role());
        }
    }

    @Test
    void whatTheServerSaidLastIsInTheMessage() throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.refuses("57P03", "the database system is starting up"))) {
            MigrationException failure = fails(Map.of("DATABASE_URL", url(relay.port()), "MIGRATOR_WAIT", "0s"));

            assertThat(failure).hasMessageEndingWith("does not answer: the database system is starting up.");
            assertThat(failure.failure().server().orElseThrow().sqlState()).isEqualTo("57P03");
        }
    }

    @Test
    void aFreeConnectionIsWaitedFor() throws Exception {
        Query.executeAsSuperuser(database, "ALTER ROLE \"%s\" CONNECTION LIMIT 0".formatted(database.role()));
        try (TcpRelay relay = TcpRelay.that(TcpRelay.passesOnTo(database))) {
            CompletableFuture<String> user = opens(relay);
            Eventually.holds("it has tried twice", () -> relay.connections() > 1);

            Query.executeAsSuperuser(database, "ALTER ROLE \"%s\" CONNECTION LIMIT 1".formatted(database.role()));

            assertThat(user.get()).isEqualTo(database.role());
        }
    }

    /** To the request for TLS it says no, or yes, or it is not asked; then it says nothing. */
    @ParameterizedTest
    @CsvSource({"prefer, N", "require, S", "disable, ''"})
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatAcceptsAndThenSaysNothingIsTriedAgainUntilTheBudgetIsSpent(String sslMode, String answer) throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.fallsSilentAfter(answer))) {
            MigrationException failure = fails(Map.of("DATABASE_URL", url(relay.port()), "PGSSLMODE", sslMode, "MIGRATOR_WAIT", "3s"));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNREACHABLE);
            assertThat(failure).hasMessageEndingWith("does not answer: no answer in time.");
            assertThat(relay.connections()).isGreaterThan(1);
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void onceItIsOpenAnAnswerMayTakeLong() throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.first(TcpRelay.fallsSilentAfter("N"), TcpRelay.passesOnTo(database)));
                OwnSession session = connector(Map.of("DATABASE_URL", url(relay.port()), "MIGRATOR_WAIT", "15s")).open()) {
            assertThat(relay.connections()).isEqualTo(2);
            assertThat(session.connection().getNetworkTimeout()).isZero();
        }
    }

    private CompletableFuture<String> opens(TcpRelay relay) {
        return CompletableFuture.supplyAsync(() -> {
            try (OwnSession session = connector(Map.of("DATABASE_URL", url(relay.port()), "MIGRATOR_WAIT", "1m")).open()) {
                return Query.rows(session.connection(), "SELECT session_user").get(0);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String url(int port) {
        return database.url().replace(":" + database.server().port() + "/", ":" + port + "/");
    }

    private static MigrationException fails(Map<String, String> environment) {
        return catchThrowableOfType(MigrationException.class, () -> connector(environment).open());
    }

    private static Connector connector(Map<String, String> environment) {
        return new Connector(SettingsReader.read(environment, Map.of()), new Cancellation());
    }
}
