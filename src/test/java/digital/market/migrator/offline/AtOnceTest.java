package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Those who come at once exclude one another. Where the order matters, the test holds the first one up in the middle of a
 * migration.
 */
class AtOnceTest {

    /** Two migrations wait where the test holds this lock. */
    private static final String HOLD = "SELECT pg_advisory_lock(4711)";
    private static final String PASS = "SELECT pg_advisory_xact_lock_shared(4711);\n";
    private static final String RELEASE = "SELECT pg_advisory_unlock(4711)";
    private static final String HELD_UP = """
            SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = 0 AND objid = 4711
            """;
    private static final String REFUSAL = "nother migrator holds the lock of this history";

    @TempDir
    Path folder;

    private TestCatalog catalog;

    @BeforeEach
    void writeScripts() {
        catalog = SmallCatalog.transactional(folder);
        new ScriptFolder(folder.resolve("versioned"))
                .add("V1__ledger.sql", PASS + "CREATE TABLE ledger (n bigint, what text, runs int DEFAULT 0);\n"
                        + "INSERT INTO ledger VALUES (0, 'V1');\n")
                .add("V2_1__data.sql", PASS + "SELECT note('V2.1');\n")
                .add("V2_2__index.sql", "CREATE INDEX CONCURRENTLY ledger_what ON ledger (what);");
        catalog = new TestCatalog(List.of("1", "2", "2.1", "2.2", "3"), catalog.folders(), catalog.variables());
    }

    /** Each server, and each client. */
    static Stream<Arguments> serversAndClients() {
        return Stream.of(Arguments.of(Postgres.V15, Client.PSQL_THAT_CARRIES_ON), Arguments.of(Postgres.V17, Client.PSQL_THAT_STOPS),
                Arguments.of(Postgres.V18, Client.PSQL_THAT_CARRIES_ON), Arguments.of(Postgres.V18, Client.STATEMENT_BY_STATEMENT));
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void besidePsqlAnotherClientDoesNothing(Postgres postgres, Client client) throws SQLException {
        Stages stages = Stages.of(catalog, postgres);
        Path script = catalog.offline().writeTo(folder.resolve("script.sql"));
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.asSuperuser()) {
            Stages.clear(database);
            Query.rows(holder, HOLD);
            try (RunningProgram first = Psql.on(database).start(script)) {
                awaitHeldUp(holder);

                assertThat(client.run(database, script)).contains(REFUSAL);

                Query.rows(holder, RELEASE);
                first.await().exitedWith(0);
                assertThat(DatabaseContent.of(database).differencesTo(stages.last())).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void besideARunAClientDoesNothing(Postgres postgres, Client client) throws SQLException {
        Stages stages = Stages.of(catalog, postgres);
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.asSuperuser()) {
            Stages.clear(database);
            Query.rows(holder, HOLD);
            CompletableFuture<MigrationReport> run = catalog.online(database).start();
            awaitHeldUp(holder);

            assertThat(client.run(database, catalog.offline().writeTo(folder.resolve("script.sql")))).contains(REFUSAL);
            assertThat(Psql.on(database).run(catalog.offline().resume().writeTo(folder.resolve("resume.sql"))).stderr()).contains(REFUSAL);

            Query.rows(holder, RELEASE);
            assertThat(run.join().applied()).hasSize(6);
            assertThat(DatabaseContent.of(database).differencesTo(stages.last())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void besidePlainFlywayAClientDoesNothing(Postgres postgres) throws SQLException {
        Stages stages = Stages.of(catalog, postgres);
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.asSuperuser()) {
            Query.rows(holder, HOLD);
            // Its usual lock, in a transaction of another connection, hangs with CREATE INDEX CONCURRENTLY.
            FluentConfiguration configuration = PlainFlyway.of(database, folder);
            configuration.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
            CompletableFuture<MigrateResult> flyway = CompletableFuture.supplyAsync(() -> configuration.load().migrate());
            awaitHeldUp(holder);

            assertThat(Client.PSQL_THAT_CARRIES_ON.run(database, catalog.offline().writeTo(folder.resolve("script.sql")))).contains(REFUSAL);

            Query.rows(holder, RELEASE);
            assertThat(flyway.join().migrationsExecuted).isEqualTo(6);
            assertThat(DatabaseContent.of(database).rows()).isEqualTo(stages.last().rows());
        }
    }

    /** The run may come in between two migrations of the script, which stops then. */
    @ParameterizedTest
    @EnumSource
    void aRunWaitsForPsql(Postgres postgres) throws SQLException {
        Stages stages = Stages.of(catalog, postgres);
        Path script = catalog.offline(Optional.of("2"), "3").writeTo(folder.resolve("script.sql"));
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.asSuperuser()) {
            Stages.clear(database);
            catalog.migrate(database, Optional.of("2"));
            Query.rows(holder, HOLD);
            try (RunningProgram psql = Psql.on(database).start(script)) {
                awaitHeldUp(holder);
                ServerLog.Mark mark = database.mark();
                CompletableFuture<MigrationReport> run = catalog.online(database).start();
                Eventually.holds("the run asks for the lock", () -> database.statements(mark).stream()
                        .anyMatch(statement -> statement.sql().contains("pg_try_advisory_lock")));
                Query.rows(holder, RELEASE);

                run.join();

                assertThat(psql.await().exitCode()).isIn(0, Psql.STOPPED);
                assertThat(DatabaseContent.of(database).differencesTo(stages.last())).isEmpty();
            }
        }
    }

    /** Each may find the lock taken by one that only looks, and stop: but then what was begun is whole, and can be resumed. */
    @ParameterizedTest
    @EnumSource
    void ofManyPsqlNoneDoesWhatAnotherHasDone(Postgres postgres) throws SQLException {
        Stages stages = Stages.of(catalog, postgres);
        Path whole = catalog.offline().writeTo(folder.resolve("whole.sql"));
        Path resume = catalog.offline().resume().writeTo(folder.resolve("resume.sql"));
        try (TestDatabase database = postgres.newDatabase()) {
            Stages.clear(database);
            Psql psql = Psql.on(database);
            Psql repeatable = psql.withVariable("PGOPTIONS", "-c default_transaction_isolation=repeatable\\ read");

            List<RunningProgram> running = List.of(psql.start(whole), psql.thatCarriesOn().start(whole), psql.start(resume),
                    repeatable.start(whole), repeatable.thatCarriesOn().start(whole), repeatable.start(resume));
            List<ProgramRun> ended = running.stream().map(RunningProgram::await).toList();

            Psql.on(database).run(resume).exitedWith(0);
            assertThat(DatabaseContent.of(database).differencesTo(stages.last())).as(ended.toString()).isEmpty();
        }
    }

    private static void awaitHeldUp(Connection holder) {
        Eventually.holds("the first one is held up", () -> !Query.rows(holder, HELD_UP).isEmpty());
    }
}
