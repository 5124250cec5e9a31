package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link MigrationEnvironment#doRunMigrations} over a connection in auto-commit. */
class CallerAutoCommitTest {

    private static final String HELD = """
            SELECT mode, objsubid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() ORDER BY 1, 2
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void allMigrationsAreCommitted(Postgres postgres) throws SQLException {
        scripts().add("V3__three.sql", "CREATE TABLE three ();");
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            MigrationReport report = run().over(connection);

            assertThat(MigratorRun.scripts(report)).containsExactly("V1__one.sql", "V2__two.sql", "V3__three.sql");
            assertThat(Query.hasTable(database, "three")).isTrue();
            assertThat(Query.history(database)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailingMigrationLeavesThoseBeforeItAppliedAndCommitted(Postgres postgres) throws SQLException {
        scripts().add("V3__three.sql", "CREATE TABLE three (); SELECT 1 / 0;");
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            MigrationException failure = run().failsOver(connection, Outcome.ROLLED_BACK);

            assertThat(MigratorRun.scripts(failure.report().orElseThrow())).containsExactly("V1__one.sql", "V2__two.sql");
            assertThat(Query.hasTable(database, "two")).isTrue();
            assertThat(Query.hasTable(database, "three")).isFalse();
            assertThat(Query.history(database)).hasSize(2);
        }
    }

    @Test
    void theConnectionIsNeitherClosedNorLeftInATransaction() throws SQLException {
        scripts();
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            run().over(connection);

            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(state(database)).containsExactly("idle");
        }
    }

    @Test
    void afterAFailureTheConnectionIsNeitherClosedNorLeftInATransaction() throws SQLException {
        scripts().add("V3__three.sql", "SELECT 1 / 0;");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            run().failsOver(connection, Outcome.ROLLED_BACK);

            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(state(database)).containsExactly("idle");
        }
    }

    @Test
    void whenThereIsNothingToDoNothingIsLeftBehindEither() throws SQLException {
        scripts();
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            run().over(connection);

            assertThat(run().over(connection).applied()).isEmpty();
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(state(database)).containsExactly("idle");
            assertThat(Query.rows(connection, HELD)).isEmpty();
        }
    }

    @Test
    void theSessionsLockIsHeldWhileScriptsRunAndFreedAfterwards() throws SQLException {
        scripts().add("V3__three.sql", "CREATE TABLE held AS " + HELD);
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            run().over(connection);

            assertThat(Query.rows(database, "TABLE held")).containsExactly("ExclusiveLock|1");
            assertThat(Query.rows(connection, HELD)).isEmpty();
        }
    }

    @Test
    void theSessionsLockIsFreedAfterAFailure() throws SQLException {
        scripts().add("V3__three.sql", "SELECT 1 / 0;");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            run().failsOver(connection, Outcome.ROLLED_BACK);

            assertThat(Query.rows(connection, HELD)).isEmpty();
        }
    }

    @Test
    void aCallerThatHoldsTheMigratorsLockHoldsItOnceAfterwards() throws SQLException {
        scripts();
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, "SELECT pg_advisory_lock(" + MigratorsLock.KEY + ")");

            run().over(connection);

            assertThat(Query.rows(connection, "SELECT pg_advisory_unlock(" + MigratorsLock.KEY + ")")).containsExactly("t");
            assertThat(Query.rows(connection, HELD)).isEmpty();
        }
    }

    @Test
    void aScriptThatRunsOutsideATransactionWorks() throws SQLException {
        scripts().add("V3__index.sql", "CREATE INDEX CONCURRENTLY one_id ON one (id);");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            run().over(connection);

            assertThat(Query.rows(database, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_id'::regclass")).containsExactly("t");
        }
    }

    @Test
    void theCallersTemporaryTableIsStillThere() throws SQLException {
        scripts();
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, "CREATE TEMP TABLE mine AS SELECT 1 AS id");

            run().over(connection);

            assertThat(Query.rows(connection, "TABLE mine")).containsExactly("1");
        }
    }

    private CallerRun run() {
        return CallerRun.of(folder);
    }

    private ScriptFolder scripts() {
        return new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id integer);").add("V2__two.sql", "CREATE TABLE two ();");
    }

    private static List<String> state(TestDatabase database) throws SQLException {
        return Query.rows(database, "SELECT state FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()");
    }
}
