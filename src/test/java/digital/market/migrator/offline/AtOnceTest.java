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
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
 * Those who come at once exclude one another. The first is held up by the test in the middle of its first or second
 * migration, until the others wait for it or have given up.
 */
class AtOnceTest {

    /** Both migrations wait where the test holds this lock. */
    private static final String HOLD = "SELECT pg_advisory_lock(4711)";
    private static final String PASS = "SELECT pg_advisory_xact_lock_shared(4711);\n";
    private static final String RELEASE = "SELECT pg_advisory_unlock(4711)";
    private static final String HELD_UP = """
            SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = 0 AND objid = 4711
            """;
    /** All that can go on are waiting, be it for a lock or for some time before they ask for it again. */
    private static final String AT_WORK = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = '%s' AND state <> 'idle'
            """;

    @TempDir
    Path folder;

    private TestCatalog catalog;

    @BeforeEach
    void writeScripts() {
        catalog = SmallCatalog.transactional(folder);
        new ScriptFolder(folder.resolve("versioned"))
                .add("V1__ledger.sql", PASS + "CREATE TABLE ledger (n bigint, what text, runs int DEFAULT 0);\nINSERT INTO ledger VALUES (0, 'V1');\n")
                .add("V2_1__data.sql", PASS + "SELECT note('V2.1');\n")
                .add("V2_2__index.sql", "CREATE INDEX CONCURRENTLY ledger_what ON ledger (what);");
        catalog = new TestCatalog(List.of("1", "2", "2.1", "2.2", "3"), catalog.folders(), catalog.variables());
    }

    /** Each server, and each way. */
    static Stream<Arguments> serversAndWaysOfPsql() {
        return Stream.of(Arguments.of(Postgres.V15, "ON_ERROR_STOP=0"), Arguments.of(Postgres.V17, "ON_ERROR_STOP=1"), Arguments.of(Postgres.V18, "ON_ERROR_STOP=0"),
                Arguments.of(Postgres.V18, "repeatable read"), Arguments.of(Postgres.V18, "resume"));
    }

    @ParameterizedTest
    @MethodSource("serversAndWaysOfPsql")
    void ofThreePsqlEachMigrationIsDoneByOne(Postgres postgres, String way) throws SQLException {
        Stages stages = Stages.of(catalog, postgres);
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.asSuperuser()) {
            Stages.clear(database);
            Path script = (way.equals("resume") ? catalog.offline().resume() : catalog.offline()).writeTo(folder.resolve("script.sql"));
            Psql stopping = Psql.on(database).withVariable("PGOPTIONS", "-c default_transaction_isolation="
                    + (way.equals("repeatable read") ? "repeatable\\ read" : "read\\ committed"));
            Psql psql = way.equals("ON_ERROR_STOP=0") ? stopping.thatCarriesOn() : stopping;
            Query.rows(holder, HOLD);
            try (RunningProgram first = psql.start(script)) {
                Eventually.holds("the first one is held up", () -> !Query.rows(holder, HELD_UP).isEmpty());
                try (RunningProgram second = psql.start(script); RunningProgram third = psql.start(script)) {
                    awaitWaiting(database, holder, first, second, third);
                    Query.rows(holder, RELEASE);

                    List<ProgramRun> runs = Stream.of(first, second, third).map(RunningProgram::await).toList();

                    assertThat(DatabaseContent.of(database).differencesTo(stages.last())).as(runs.toString()).isEmpty();
                    if (psql == stopping && !way.equals("resume")) {
                        assertThat(runs).extracting(ProgramRun::exitCode).containsExactlyInAnyOrder(0, Psql.STOPPED, Psql.STOPPED);
                    }
                }
            }
        }
    }

    /** The run may come in between two migrations of the script, which then stops. */
    @ParameterizedTest
    @EnumSource
    void aRunWaitsForPsql(Postgres postgres) throws SQLException {
        Stages stages = Stages.of(catalog, postgres);
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.asSuperuser()) {
            Stages.clear(database);
            catalog.migrate(database, Optional.of("2"));
            Query.rows(holder, HOLD);
            try (RunningProgram psql = Psql.on(database).start(catalog.offline(Optional.of("2"), "3").writeTo(folder.resolve("script.sql")))) {
                Eventually.holds("psql is held up", () -> !Query.rows(holder, HELD_UP).isEmpty());
                CompletableFuture<MigrationReport> run = catalog.online(database).start();
                Eventually.holds("the run has come", () -> Query.rows(holder, AT_WORK.formatted(database.role())).equals(List.of("2"))
                        || Query.rows(holder, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'market-migrator' AND datname = current_database()").equals(List.of("1")));
                Query.rows(holder, RELEASE);

                run.join();
                ProgramRun script = psql.await();

                assertThat(DatabaseContent.of(database).differencesTo(stages.last())).as(script.toString()).isEmpty();
                assertThat(script.exitCode()).isIn(0, Psql.STOPPED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndWaysOfPsql")
    void psqlWaitsForARun(Postgres postgres, String way) throws SQLException {
        Stages stages = Stages.of(catalog, postgres);
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.asSuperuser()) {
            Stages.clear(database);
            Path script = (way.equals("resume") ? catalog.offline().resume() : catalog.offline()).writeTo(folder.resolve("script.sql"));
            Query.rows(holder, HOLD);
            CompletableFuture<MigrationReport> run = catalog.online(database).start();
            Eventually.holds("the run is held up", () -> !Query.rows(holder, HELD_UP).isEmpty());
            Psql client = way.equals("ON_ERROR_STOP=0") ? Psql.on(database).thatCarriesOn() : Psql.on(database);
            try (RunningProgram psql = client.start(script)) {
                awaitWaiting(database, holder, psql);
                Query.rows(holder, RELEASE);

                MigrationReport report = resultOf(run);
                ProgramRun ended = psql.await();

                assertThat(DatabaseContent.of(database).differencesTo(stages.last())).as(ended.toString()).isEmpty();
                assertThat(report.applied()).hasSize(6);
                assertThat(ended.stderr()).contains("Another migrator holds the lock of this history.");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void psqlStopsBesidePlainFlyway(Postgres postgres) throws SQLException {
        Stages stages = Stages.of(catalog, postgres);
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.asSuperuser()) {
            Stages.clear(database);
            Query.rows(holder, HOLD);
            // Its usual lock, in a transaction of another connection, hangs with CREATE INDEX CONCURRENTLY.
            FluentConfiguration configuration = PlainFlyway.of(database, folder);
            configuration.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
            CompletableFuture<MigrateResult> flyway = CompletableFuture.supplyAsync(() -> configuration.load().migrate());
            Eventually.holds("Flyway is held up", () -> !Query.rows(holder, HELD_UP).isEmpty());

            String errors = Client.PSQL_THAT_CARRIES_ON.run(database, catalog.offline().writeTo(folder.resolve("script.sql")));
            Query.rows(holder, RELEASE);

            assertThat(flyway.join().migrationsExecuted).isEqualTo(6);
            assertThat(errors).contains("another migrator holds the lock of this history");
            assertThat(DatabaseContent.of(database).history()).hasSameSizeAs(stages.last().history());
            assertThat(DatabaseContent.of(database).rows()).isEqualTo(stages.last().rows());
        }
    }

    private static MigrationReport resultOf(CompletableFuture<MigrationReport> run) {
        try {
            return run.join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Waits until each of these has either ended or a statement of its own that waits. */
    private static void awaitWaiting(TestDatabase database, Connection holder, RunningProgram... programs) {
        Eventually.holds("all are waiting", () -> {
            long running = Stream.of(programs).filter(RunningProgram::isRunning).count();
            String waiting = Query.rows(holder, """
                    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = '%s'
                      AND application_name = 'psql' AND state <> 'idle' AND wait_event IS NOT NULL AND wait_event_type IN ('Lock', 'Timeout')
                    """.formatted(database.role())).get(0);
            return Long.parseLong(waiting) >= running;
        });
    }
}
