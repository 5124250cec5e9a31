package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The migrators' lock during a caller's transaction: it is the transaction's, to its end. */
class CallerTransactionLockTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void aScript() {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();");
    }

    @ParameterizedTest
    @EnumSource
    void itIsHeldUntilTheCallerCommits(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = begin(database)) {
            CallerRun.of(folder).over(connection);

            assertThat(MigratorsLock.holders(database)).isEqualTo(Query.rows(connection, "SELECT pg_backend_pid()"));
            connection.commit();
            assertThat(MigratorsLock.holders(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsHeldUntilTheCallerRollsBack(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = begin(database)) {
            CallerRun.of(folder).over(connection);

            connection.rollback();
            assertThat(MigratorsLock.holders(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAFailureItIsHeldAllTheSame(Postgres postgres) throws SQLException {
        new ScriptFolder(folder).add("V2__two.sql", "SELECT 1 / 0;");
        try (TestDatabase database = postgres.newDatabase(); Connection connection = begin(database)) {
            CallerRun.of(folder).failsOver(connection, Outcome.ROLLED_BACK);

            assertThat(MigratorsLock.holders(database)).isEqualTo(Query.rows(connection, "SELECT pg_backend_pid()"));
            connection.commit();
            assertThat(MigratorsLock.holders(database)).isEmpty();
        }
    }

    @Test
    void anotherMigratorThatWillNotWaitIsToldWhoHoldsIt() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = begin(database)) {
            CallerRun.of(folder).over(connection);

            assertThat(MigratorRun.on(database, folder).with("MIGRATOR_LOCK_WAIT", "0s").failsWith(Outcome.LOCKED).message())
                    .contains("pid " + Query.rows(connection, "SELECT pg_backend_pid()").get(0));
        }
    }

    @Test
    void anotherMigratorWaitsUntilTheCallerCommitsAndThenFindsNothingToDo() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = begin(database)) {
            CallerRun.of(folder).over(connection);
            CompletableFuture<MigrationReport> other = MigratorRun.on(database, folder).start();
            Eventually.holds("the other migrator asks for the lock", () -> Query.rows(database,
                    "SELECT query FROM pg_stat_activity WHERE application_name = 'market-migrator'").stream()
                    .anyMatch(sql -> sql.contains("pg_locks") || sql.contains("pg_try_advisory")));
            assertThat(other).isNotDone();

            connection.commit();

            assertThat(other.get().applied()).isEmpty();
        }
    }

    @Test
    void aCallerWhoseTransactionHasToWaitIsToldWhoHoldsIt() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = begin(database); Connection holder = database.connect()) {
            Query.execute(holder, "SELECT pg_advisory_lock(" + MigratorsLock.KEY + ")");

            CallerRun.of(folder).with("MIGRATOR_LOCK_WAIT", "0s").failsOver(connection, Outcome.LOCKED);

            Query.execute(connection, "CREATE TABLE callers ()");
            connection.commit();
            assertThat(Query.hasTable(database, "callers")).isTrue();
        }
    }

    @Test
    void aCallersSessionLocksOutliveHisTransactionAndAScriptsDoNotOutliveTheRun() throws SQLException {
        new ScriptFolder(folder).add("V2__locks.sql", """
                SELECT pg_advisory_lock(7); SELECT pg_advisory_lock(7); SELECT pg_advisory_lock_shared(8); SELECT pg_advisory_lock(9, 10);
                """);
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = begin(database)) {
            Query.execute(connection, "SELECT pg_advisory_lock(1), pg_advisory_lock(-2), pg_advisory_lock(-3, 4)");

            CallerRun.of(folder).over(connection);

            connection.commit();
            assertThat(locks(connection)).containsExactly("-3|4", "0|1", "-1|-2");
        }
    }

    @Test
    void inAutoCommitTooACallersLocksStayAndAScriptsAreFreed() throws SQLException {
        new ScriptFolder(folder).add("V2__locks.sql", """
                SELECT pg_advisory_lock(7); SELECT pg_advisory_lock(7); SELECT pg_advisory_lock_shared(8); SELECT pg_advisory_lock(9, 10);
                """);
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, "SELECT pg_advisory_lock(1), pg_advisory_lock(-2), pg_advisory_lock(-3, 4)");

            CallerRun.of(folder).over(connection);

            assertThat(locks(connection)).containsExactly("-3|4", "0|1", "-1|-2");
        }
    }

    private static List<String> locks(Connection connection) throws SQLException {
        return Query.rows(connection, "SELECT classid::bigint::bit(32)::integer, objid::bigint::bit(32)::integer FROM pg_locks "
                + "WHERE locktype = 'advisory' AND pid = pg_backend_pid() ORDER BY objsubid DESC, 2 DESC");
    }

    private static Connection begin(TestDatabase database) throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        return connection;
    }
}
