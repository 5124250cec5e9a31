package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is cancelled, whatever it is at. */
class CancelTest {

    @TempDir
    private Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void aScript() {
        scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();");
    }

    @ParameterizedTest
    @EnumSource
    void aStatementIsStoppedOnTheServerAndItsMigrationRolledBack(Postgres postgres) throws Exception {
        scripts.add("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");
        try (TestDatabase database = postgres.newDatabase()) {
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();
            Migrators.execute(database, "pg_sleep");

            assertThat(run.cancel(true)).isTrue();

            assertThat(run).isCancelled();
            assertThat(Migrators.sessions(database)).noneMatch(session -> session.startsWith("active|"));
            assertThat(Query.hasTable(database, "two")).isFalse();
            assertThat(Query.history(database)).hasSize(1);
            Migrators.areGone(database);
        }
    }

    /** What is done after the last script only reads, so that nothing of it has to be told to the history. */
    @Test
    void whileItComparesTheSchemaAfterAScriptOutsideATransaction() throws Exception {
        scripts.addOutsideTransaction("V2__two.sql", "VACUUM one;");
        Path target = folder.resolve("target.txt");
        try (TestDatabase database = Postgres.V18.newDatabase(); TestDatabase model = Postgres.V18.newDatabase();
                Connection holder = database.asSuperuser()) {
            MigratorRun.on(model, folder).succeeds();
            CommandRun.like(MigratorRun.on(model, folder), MigrationEnvironment::check).with("MIGRATOR_WRITE_TARGET", target.toString()).succeeds();
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE pg_catalog.pg_policy IN ACCESS EXCLUSIVE MODE");

            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).with("MIGRATOR_TARGET", target.toString())
                    .with("MIGRATOR_LOCK_TIMEOUT", "0s").start();
            Eventually.holds("the comparison waits", () -> !Query.rows(database, "SELECT pid FROM pg_stat_activity "
                    + "WHERE application_name = 'market-migrator' AND datname = current_database() AND wait_event_type = 'Lock'").isEmpty());

            assertThat(run.cancel(true)).isTrue();
            assertThat(MigratorRun.scripts(cause(run).report().orElseThrow())).containsExactly("V1__one.sql", "V2__two.sql");
        }
    }

    /** The server does not hear of it: nobody waits for that, since there is nothing to roll back. */
    @ParameterizedTest
    @MethodSource("readers")
    void aReaderEndsWithoutTheServersConsent(Function<MigrationEnvironment, CompletionStage<Report>> reader) throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection holder = database.connect();
                TcpRelay relay = TcpRelay.that(TcpRelay.passesOnTo(database))) {
            MigratorRun.on(database, folder).succeeds();
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE flyway_schema_history IN ACCESS EXCLUSIVE MODE");
            MigratorRun behindRelay = MigratorRun.on(database, folder).with("MIGRATOR_LOCK_TIMEOUT", "0s")
                    .with("DATABASE_URL", database.url().replace(":" + database.server().port(), ":" + relay.port()));
            CompletableFuture<Report> run = new CommandRun<>(behindRelay.variables(), reader).start();
            Migrators.execute(database, "flyway_schema_history");
            relay.now(client -> { });

            assertThat(run.cancel(true)).isTrue();

            assertThat(cause(run)).hasMessage("The run was cancelled while it waited for the database to answer; nothing was changed.");
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static Stream<Function<MigrationEnvironment, CompletionStage<Report>>> readers() {
        return Stream.of(environment -> (CompletionStage) environment.check(), environment -> (CompletionStage) environment.status(),
                environment -> (CompletionStage) environment.repair());
    }

    @Test
    void theReportOfWhatWasDoneBeforeIsTheCause() throws Exception {
        scripts.add("V2__two.sql", "SELECT pg_sleep(600);");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();
            Migrators.execute(database, "pg_sleep");
            run.cancel(true);

            MigrationReport report = (MigrationReport) cause(run).report().orElseThrow();

            assertThat(report.outcome()).isEqualTo(Outcome.TERMINATED);
            assertThat(MigratorRun.scripts(report)).containsExactly("V1__one.sql");
            assertThat(report.to()).contains("1");
        }
    }

    @Test
    void theNextRunGoesOnWhereThisOneStopped() throws Exception {
        scripts.add("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();
            Migrators.execute(database, "pg_sleep");
            run.cancel(true);
            scripts.add("V2__two.sql", "CREATE TABLE two ();");

            assertThat(MigratorRun.on(database, folder).applies()).containsExactly("V2__two.sql");
        }
    }

    @Test
    void aRunOfManyStatementsEndsBetweenThem() throws Exception {
        scripts.add("V2__two.sql", "CREATE TABLE two ();\n" + "SELECT pg_sleep(0.01);\n".repeat(10_000));
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();
            Eventually.holds("the script is at work", () -> Migrators.sessions(database).toString().contains("pg_sleep"));

            assertThat(run.cancel(true)).isTrue();

            assertThat(Query.hasTable(database, "two")).isFalse();
            Migrators.areGone(database);
        }
    }

    @Test
    void whileItWaitsForAnotherMigrator() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection holder = database.connect()) {
            Query.execute(holder, "SELECT pg_advisory_lock(" + MigratorsLock.KEY + ")");
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();
            Eventually.holds("it asks for the lock", () -> Migrators.sessions(database).toString().contains("advisory"));

            assertThat(run.cancel(true)).isTrue();

            assertThat(MigratorsLock.holders(database)).isEqualTo(Query.rows(holder, "SELECT pg_backend_pid()"));
            assertThat(Query.hasTable(database, "one")).isFalse();
            Eventually.holds("it is gone", () -> Migrators.sessions(database).isEmpty());
        }
    }

    @Test
    void whileItWaitsForATablesLock() throws Exception {
        scripts.add("V2__two.sql", "ALTER TABLE one ADD COLUMN name text;");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection holder = database.connect()) {
            MigratorRun.on(database, folder).with("MIGRATOR_TO", "1").succeeds();
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE one");
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).with("MIGRATOR_LOCK_TIMEOUT", "none").start();
            Migrators.execute(database, "ALTER TABLE");

            assertThat(run.cancel(true)).isTrue();

            Migrators.areGone(database);
        }
    }

    @Test
    void whileItPausesBeforeItTriesAgain() throws Exception {
        scripts.add("V2__two.sql", "ALTER TABLE one ADD COLUMN name text;");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection holder = database.connect()) {
            MigratorRun.on(database, folder).with("MIGRATOR_TO", "1").succeeds();
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE one");
            ServerLog.Mark mark = database.mark();
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder)
                    .with("MIGRATOR_LOCK_TIMEOUT", "1ms").with("MIGRATOR_LOCK_RETRIES", "1000").start();
            Eventually.holds("it has tried twice", () -> database.statements(mark).stream()
                    .filter(statement -> statement.sql().startsWith("ALTER TABLE")).count() > 1);

            assertThat(run.cancel(true)).isTrue();

            Migrators.areGone(database);
        }
    }

    @Test
    void whileItWaitsForTheDatabaseToComeUp() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        CompletableFuture<MigrationReport> run = new MigratorRun(Map.of("MIGRATOR_LOCATIONS", "filesystem:" + folder,
                "DATABASE_URL", "postgresql://bot@127.0.0.1:" + closed + "/shop", "MIGRATOR_WAIT", "10m")).start();

        assertThat(run.cancel(true)).isTrue();

        assertThat(cause(run).outcome()).isEqualTo(Outcome.TERMINATED);
        Migrators.threadsAreGone();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 16, 20, 24, 28, 30, 31, 32, 33, 34, 36, 38, 40, 41, 42, 43, 44})
    void afterAnyNumberOfStatementsItIsEitherCancelledOrThrough(int statements) throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            ServerLog.Mark mark = database.mark();
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();
            Eventually.holds(statements + " statements", () -> run.isDone() || database.statements(mark).size() >= statements);

            boolean cancelled = run.cancel(true);

            assertThat(run).isDone();
            assertThat(run.isCancelled()).isEqualTo(cancelled);
            Migrators.areGone(database);
            assertThat(cancelled ? cause(run).report().map(MigratorRun::scripts).orElse(List.of()) : MigratorRun.scripts(run.get()))
                    .isEqualTo(Query.hasTable(database, "one") ? List.of("V1__one.sql") : List.of());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aScriptOutsideATransactionStopsHalfWayAndTheHistorySaysSo(Postgres postgres) throws Exception {
        scripts.addOutsideTransaction("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");
        try (TestDatabase database = postgres.newDatabase()) {
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();
            Migrators.execute(database, "pg_sleep");

            assertThat(run.cancel(true)).isFalse();

            MigrationException failure = (MigrationException) Assertions.catchThrowableOfType(ExecutionException.class, run::get).getCause();
            assertThat(failure.outcome()).isEqualTo(Outcome.HALF_WAY);
            assertThat(failure).hasMessageContaining("V2__two.sql");
            assertThat(Query.rows(database, "SELECT version, success FROM flyway_schema_history ORDER BY 1")).containsExactly("1|t", "2|f");
            Migrators.areGone(database);
            MigratorRun.on(database, folder).failsWith(Outcome.DIVERGED);
        }
    }

    @Test
    void aRunThatIsThroughCannotBeCancelled() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();
            run.get();

            assertThat(run.cancel(true)).isFalse();
            assertThat(run).isCompleted().isNotCancelled();
        }
    }

    private static MigrationException cause(CompletableFuture<? extends Report> run) {
        Throwable cause = Assertions.catchThrowableOfType(CancellationException.class, run::get);
        while (!(cause instanceof MigrationException)) {
            cause = cause.getCause();
        }
        return (MigrationException) cause;
    }
}
