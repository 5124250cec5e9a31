package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose time is over, whatever it is at. */
class DeadlineTest {

    @TempDir
    private Path folder;

    private ScriptFolder scripts;
    private TestDatabase database;

    @BeforeEach
    void version1() {
        database = Postgres.V18.newDatabase();
        scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();");
        MigratorRun.on(database, folder).succeeds();
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void aStatementIsStoppedOnTheServerAndItsMigrationRolledBack() throws Exception {
        scripts.add("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");

        MigrationReport report = run().reportsFailure(Outcome.ROLLED_BACK);

        Failure failure = report.failure().orElseThrow();
        assertThat(failure.message()).isEqualTo("MIGRATOR_DEADLINE (5 s) was over while V2__two.sql ran; what was not finished is rolled back.");
        assertThat(failure.advice()).get().asString().contains("MIGRATOR_DEADLINE");
        assertThat(report.to()).contains("1");
        assertThat(Query.hasTable(database, "two")).isFalse();
        assertThat(Query.history(database)).hasSize(1);
        Migrators.areGone(database);
        Eventually.holds("nobody looks at the clock any more", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("deadline")));
    }

    @Test
    void ofManyShortStatementsNoneBeginsAfterIt() throws SQLException {
        scripts.add("V2__two.sql", "CREATE TABLE two ();\n" + "SELECT pg_sleep(0.01);\n".repeat(1_000));

        run().failsWith(Outcome.ROLLED_BACK);

        assertThat(Query.hasTable(database, "two")).isFalse();
    }

    @Test
    void whileItWaitsForAnotherMigrator() throws SQLException {
        scripts.add("V2__two.sql", "CREATE TABLE two ();");
        try (Connection holder = database.connect()) {
            String pid = Query.rows(holder, "SELECT pg_backend_pid(), pg_advisory_lock(" + MigratorsLock.KEY + ")").get(0).split("\\|")[0];

            assertThat(run().failsWith(Outcome.LOCKED).message())
                    .startsWith("MIGRATOR_DEADLINE (5 s) was over while it waited for another migrator, pid " + pid + " (");
        }
        assertThat(Query.hasTable(database, "two")).isFalse();
    }

    @Test
    void whileItTriesAgainForATablesLock() throws SQLException {
        scripts.add("V2__two.sql", "ALTER TABLE one ADD COLUMN name text;");
        try (Connection holder = holderOf("one")) {
            assertThat(run().with("MIGRATOR_LOCK_TIMEOUT", "10ms").with("MIGRATOR_LOCK_RETRIES", "1000").failsWith(Outcome.LOCKED).message())
                    .startsWith("MIGRATOR_DEADLINE (5 s) was over while V2__two.sql waited for a table's lock; ");
        }
    }

    @Test
    void whileItWaitsForATablesLockForAsLongAsItTakes() throws SQLException {
        scripts.add("V2__two.sql", "ALTER TABLE one ADD COLUMN name text;");
        try (Connection holder = holderOf("one")) {
            String pid = Query.rows(holder, "SELECT pg_backend_pid()").get(0);

            assertThat(run().with("MIGRATOR_LOCK_TIMEOUT", "none").with("MIGRATOR_DEADLINE", "5s").failsWith(Outcome.LOCKED).message())
                    .startsWith("MIGRATOR_DEADLINE (5 s) was over while V2__two.sql waited for a lock on one held by pid " + pid + " (");
        }
    }

    @Test
    void whileItRunsHavingHadTheLockAtLast() throws Exception {
        scripts.add("V2__two.sql", "ALTER TABLE one ADD COLUMN name text; SELECT pg_sleep(600);");
        try (Connection holder = holderOf("one")) {
            CompletableFuture<MigrationReport> run = run().with("MIGRATOR_LOCK_TIMEOUT", "100ms").with("MIGRATOR_LOCK_RETRIES", "1000")
                    .with("MIGRATOR_DEADLINE", "12s").start();
            Migrators.execute(database, "ALTER TABLE one");
            Eventually.holds("it has not had the lock", () -> Query.rows(database, "SELECT 1 FROM pg_locks WHERE NOT granted").isEmpty());
            holder.rollback();
            Migrators.execute(database, "pg_sleep");

            MigrationException failure = Assertions.catchThrowableOfType(MigrationException.class, () -> MigrationEnvironment.resultOf(run));

            assertThat(failure.outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(failure).hasMessageStartingWith("MIGRATOR_DEADLINE (12 s) was over while V2__two.sql ran; ");
        }
    }

    @Test
    void whileItWaitsForTheDatabaseToComeUp() {
        Failure failure = run().with("DATABASE_URL", "postgresql://bot@127.0.0.1:1/shop").with("MIGRATOR_WAIT", "10m").failsWith(Outcome.UNREACHABLE);

        assertThat(failure.message()).startsWith("MIGRATOR_DEADLINE (5 s) was over while it waited for the database (")
                .contains("127.0.0.1:1").endsWith("); nothing was done.");
    }

    @Test
    void whileTheServerLetsNobodyInAndSaysNothing() throws Exception {
        try (TcpRelay silent = TcpRelay.that(client -> { })) {
            Failure failure = run().with("DATABASE_URL", "postgresql://bot@127.0.0.1:" + silent.port() + "/shop").failsWith(Outcome.UNREACHABLE);

            assertThat(failure.message()).isEqualTo("MIGRATOR_DEADLINE (5 s) was over while it waited for the database; nothing was done.");
        }
    }

    @Test
    void aScriptOutsideATransactionStopsHalfWayAndTheHistorySaysSo() throws SQLException {
        scripts.addOutsideTransaction("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");

        Failure failure = run().failsWith(Outcome.HALF_WAY);

        assertThat(failure.message()).startsWith("MIGRATOR_DEADLINE (5 s) was over while V2__two.sql ran. V2__two.sql failed in line ")
                .contains("may have stopped half-way");
        assertThat(Query.rows(database, "SELECT version, success FROM flyway_schema_history ORDER BY 1")).containsExactly("1|t", "2|f");
    }

    @Test
    void onACallersConnectionWhichIsGivenBackAsItWas() throws SQLException {
        scripts.add("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");
        try (Connection connection = database.connect()) {
            MigrationEnvironment environment = MigrationEnvironment.of(run().variables());

            MigrationException failure = Assertions.catchThrowableOfType(MigrationException.class, () -> environment.doRunMigrations(connection));

            assertThat(failure.outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(failure).hasMessageStartingWith("MIGRATOR_DEADLINE (5 s) was over while V2__two.sql ran");
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(Query.rows(connection, "SELECT to_regclass('two') IS NULL, current_setting('lock_timeout')")).containsExactly("t|0");
            assertThat(MigratorsLock.isHeld(database)).isFalse();
        }
    }

    @Test
    void aCheckOfALockedHistoryEndsToo() throws SQLException {
        try (Connection holder = holderOf("flyway_schema_history")) {
            Map<String, String> variables = run().with("MIGRATOR_LOCK_TIMEOUT", "none").variables();

            MigrationException failure = Assertions.catchThrowableOfType(MigrationException.class,
                    () -> MigrationEnvironment.resultOf(MigrationEnvironment.of(variables).check().toCompletableFuture()));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNREACHABLE);
            assertThat(failure).hasMessageStartingWith("MIGRATOR_DEADLINE (5 s) was over while it waited for the database to answer");
        }
    }

    /** None of a script's, and not the fault of the migrator. */
    @Test
    void aStatementOfOursThatTheServerCancelsIsNoBug() throws SQLException {
        try (Connection holder = holderOf("flyway_schema_history")) {
            Failure failure = MigratorRun.on(database, folder).with("MIGRATOR_LOCK_TIMEOUT", "none").with("MIGRATOR_STATEMENT_TIMEOUT", "1s")
                    .failsWith(Outcome.UNREACHABLE);

            assertThat(failure.message()).endsWith(": canceling statement due to statement timeout.");
            assertThat(failure.advice()).get().asString().contains("MIGRATOR_STATEMENT_TIMEOUT");
        }
    }

    @Test
    void aRunThatIsThroughBeforeIsNotTouched() {
        assertThat(run().with("MIGRATOR_DEADLINE", "10m").applies()).isEmpty();
    }

    /** The request to cancel is what has no answer; the driver gives that ten seconds. */
    @Test
    @Tag("faults")
    void theRunFailsEvenIfTheServerDoesNotLetItEnd() throws Exception {
        scripts.add("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");
        try (TcpRelay relay = TcpRelay.that(TcpRelay.passesOnTo(database))) {
            CompletableFuture<MigrationReport> run = run().with("MIGRATOR_DEADLINE", "15s")
                    .with("DATABASE_URL", database.url().replace(":" + database.server().port(), ":" + relay.port())).start();
            Migrators.execute(database, "pg_sleep");
            relay.now(client -> { });

            MigrationException failure = Assertions.catchThrowableOfType(MigrationException.class, () -> MigrationEnvironment.resultOf(run));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNREACHABLE);
            assertThat(failure).hasMessage("MIGRATOR_DEADLINE (15 s) was over while V2__two.sql ran, and the server has not said since what became of it.");
        }
    }

    /** A pod that is deleted while the migrator ends by itself. */
    @Test
    void aRunThatIsCancelledOnceItsTimeIsOverEndsAsItWouldHave() throws Exception {
        scripts.add("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");
        CompletableFuture<MigrationReport> run = run().start();
        Eventually.holds("its time is over", run::isDone);

        assertThat(run.cancel(true)).isFalse();

        assertThat(Assertions.catchThrowableOfType(MigrationException.class, () -> MigrationEnvironment.resultOf(run)).outcome())
                .isEqualTo(Outcome.ROLLED_BACK);
    }

    /** A session that lets nobody else read a table, until it ends its transaction. */
    private Connection holderOf(String table) throws SQLException {
        Connection holder = database.connect();
        holder.setAutoCommit(false);
        Query.execute(holder, "LOCK TABLE " + table);
        return holder;
    }

    private MigratorRun run() {
        return MigratorRun.on(database, folder).with("MIGRATOR_DEADLINE", "5s");
    }
}
