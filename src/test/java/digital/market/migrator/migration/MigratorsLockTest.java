package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.LogLines;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrators that start at once exclude one another. */
class MigratorsLockTest {

    private static final String LOCK = "pg_advisory_lock(" + new HistoryTable("public", "flyway_schema_history").lockKey() + ")";

    @ParameterizedTest
    @EnumSource
    void ourLockIsTheOneThatFlywayTakes(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            ServerLog.Mark mark = database.mark();

            PlainFlyway.of(database, ScriptFolder.packaged()).load().migrate();

            assertThat(database.statements(mark)).extracting(ServerLog.Statement::sql)
                    .anySatisfy(sql -> assertThat(sql).contains(LOCK.replace("pg_advisory_lock", "pg_try_advisory_xact_lock")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunWaitsForTheLockAndThenRuns(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection other = database.asSuperuser()) {
            Query.rows(other, "SELECT " + LOCK);
            ServerLog.Mark mark = database.mark();

            CompletableFuture<MigrationReport> run = MigratorRun.on(database).start();
            Eventually.holds("the lock is asked for a second time", () -> asked(database, mark) >= 2);
            assertThat(Query.hasTable(database, "flyway_schema_history")).isFalse();
            Query.rows(other, "SELECT pg_advisory_unlock_all()");

            assertThat(MigratorRun.scripts(run.join())).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoeverHoldsTheLockToTheEndIsNamed(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection other = database.connect()) {
            Query.execute(other, "SET application_name = 'the other one'");
            String pid = Query.rows(other, "SELECT pg_backend_pid(), " + LOCK).get(0).split("\\|")[0];

            Failure failure = MigratorRun.on(database).with("MIGRATOR_LOCK_WAIT", "500ms").failsWith(Outcome.LOCKED);

            assertThat(failure.message()).startsWith("Another migrator holds the lock of this history: pid " + pid + " (the other one, idle for ")
                    .contains("SELECT pg_backend_pid(), pg_advisory_lock(").endsWith(" Waited 500 ms.");
            assertThat(failure.advice()).get().asString().contains("MIGRATOR_LOCK_WAIT");
            assertThat(Query.hasTable(database, "users")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunWithNothingToDoNeedsNoLock(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection other = database.asSuperuser()) {
            MigratorRun.on(database).succeeds();
            Query.rows(other, "SELECT " + LOCK);

            assertThat(MigratorRun.on(database).with("MIGRATOR_LOCK_WAIT", "1ms").applies()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLockIsFreeAfterTheRun(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection other = database.asSuperuser()) {
            MigratorRun.on(database).succeeds();

            Eventually.holds("the server frees it with the connection", () -> Query.rows(other, "SELECT " + LOCK.replace("pg_advisory", "pg_try_advisory"))
                    .equals(List.of("t")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofEightRunsAtOnceEachMigrationIsAppliedByOne(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            List<CompletableFuture<MigrationReport>> runs = IntStream.range(0, 8).mapToObj(i -> MigratorRun.on(database).start()).toList();

            List<String> applied = runs.stream().map(CompletableFuture::join).flatMap(report -> MigratorRun.scripts(report).stream()).toList();

            assertThat(applied).containsExactlyInAnyOrder("V1__initial_schema.sql", "V2__hidden_content.sql", "V3__payment_id.sql",
                    "V4__payment_type.sql");
            assertThat(Query.history(database)).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofARunAndPlainFlywayAtOnceEachMigrationIsAppliedByOne(Postgres postgres, @TempDir Path folder) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            ScriptFolder scripts = new ScriptFolder(folder).add("V1__goods.sql", "CREATE TABLE goods (version int PRIMARY KEY);");
            MigratorRun.on(database, folder).succeeds();
            IntStream.range(2, 12).forEach(version -> scripts.add("V" + version + "__more.sql",
                    "INSERT INTO goods VALUES (" + version + ");\nSELECT pg_sleep(0.02);"));

            CompletableFuture<MigrateResult> flyway
                    = CompletableFuture.supplyAsync(() -> PlainFlyway.of(database, folder).load().migrate());
            List<CompletableFuture<MigrationReport>> ours = Stream.of(1, 2).map(i -> MigratorRun.on(database, folder).start()).toList();

            int applied = flyway.join().migrationsExecuted + ours.stream().mapToInt(run -> run.join().applied().size()).sum();
            assertThat(applied).isEqualTo(10);
            assertThat(Query.rows(database, "SELECT count(*) FROM goods")).containsExactly("10");
            assertThat(Query.history(database)).hasSize(11);
        }
    }

    @Test
    void aStatementThatAKilledMigratorMayHaveLeftBehindIsNamedAsSuch() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection other = database.connect()) {
            String pid = atWork(other);
            CompletableFuture<Void> statement = CompletableFuture.runAsync(() -> sleep(other));
            Eventually.holds("it is at work", () -> Query.rows(database, "SELECT state FROM pg_stat_activity WHERE pid = " + pid).contains("active"));

            Failure failure = MigratorRun.on(database).with("MIGRATOR_LOCK_WAIT", "100ms").failsWith(Outcome.LOCKED);

            assertThat(failure.message()).contains("pid " + pid + " (market-migrator, active for ", "statement: SELECT pg_sleep(600)");
            assertThat(failure.advice()).get().asString().contains("SELECT pg_terminate_backend(" + pid + ").",
                    "If that migrator was killed, its statement may still run", "client_connection_check_interval");
            Query.rows(database, "SELECT pg_terminate_backend(" + pid + ")");
            assertThat(statement).failsWithin(Duration.ofMinutes(1));
        }
    }

    @Test
    void aPreparedTransactionThatHoldsTheLockIsNamedAsSuch() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection other = database.connect(); LogLines log = LogLines.capture()) {
            other.setAutoCommit(false);
            Query.rows(other, "SELECT " + LOCK.replace("lock(", "xact_lock("));
            Query.execute(other, "PREPARE TRANSACTION '" + database.name() + "'");
            other.setAutoCommit(true);

            Failure failure = MigratorRun.on(database).with("MIGRATOR_LOCK_WAIT", "100ms").failsWith(Outcome.LOCKED);
            Query.execute(other, "ROLLBACK PREPARED '" + database.name() + "'");

            String holder = "a prepared transaction (see pg_prepared_xacts).";
            assertThat(failure.message()).isEqualTo("Another migrator holds the lock of this history: " + holder + " Waited 100 ms.");
            assertThat(failure.advice()).get().asString().endsWith("if it hangs, end it with COMMIT PREPARED or ROLLBACK PREPARED.");
            assertThat(log.all()).containsOnlyOnce("Waiting for another migrator: " + holder);
        }
    }

    @Test
    void whatIsHiddenOfTheHolderIsSaidWithTheGrantThatShowsIt() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection other = database.asSuperuser()) {
            String pid = atWork(other);

            Failure failure = MigratorRun.on(database).with("MIGRATOR_LOCK_WAIT", "100ms").failsWith(Outcome.LOCKED);

            assertThat(failure.message()).contains("pid " + pid + " (market-migrator, role postgres, state and statement hidden)");
            assertThat(failure.advice()).get().asString().contains("GRANT pg_read_all_stats TO \"" + database.role() + "\"");
        }
    }

    /** An undo of a script outside a transaction marks its rows, and is at work on it. */
    @Test
    void aFailedRowIsNoDivergenceWhileItsMigratorIsAtWork() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection other = database.connect()) {
            MigratorRun.on(database).succeeds();
            Query.rows(other, "SELECT " + LOCK);
            Query.execute(other, "UPDATE flyway_schema_history SET success = false WHERE version = '4'");
            ServerLog.Mark mark = database.mark();

            CompletableFuture<MigrationReport> run = MigratorRun.on(database).start();
            Eventually.holds("the lock is asked for a second time", () -> asked(database, mark) >= 2);
            Query.execute(other, "UPDATE flyway_schema_history SET success = true WHERE version = '4'");
            Query.rows(other, "SELECT pg_advisory_unlock_all()");

            assertThat(MigratorRun.scripts(run.join())).isEmpty();
        }
    }

    @Test
    void aFailedRowThatNobodyIsAtIsADivergenceAtOnce() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database).succeeds();
            Query.execute(database, "UPDATE flyway_schema_history SET success = false WHERE version = '4'");
            ServerLog.Mark mark = database.mark();

            MigratorRun.on(database).failsWith(Outcome.DIVERGED);

            assertThat(asked(database, mark)).isZero();
        }
    }

    private static String atWork(Connection other) throws SQLException {
        Query.execute(other, "SET application_name = 'market-migrator'");
        return Query.rows(other, "SELECT pg_backend_pid(), " + LOCK).get(0).split("\\|")[0];
    }

    private static void sleep(Connection other) {
        try {
            Query.rows(other, "SELECT pg_sleep(600)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long asked(TestDatabase database, ServerLog.Mark since) {
        return database.statements(since).stream().filter(statement -> statement.sql().contains("pg_try_advisory_lock")).count();
    }
}
