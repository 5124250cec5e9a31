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
import java.sql.Savepoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link MigrationEnvironment#doRunMigrations} inside a transaction of the caller's. */
class CallerTransactionTest {

    /** The migrators refuse a schema that holds tables but no history, so that the caller's own lie elsewhere. */
    private static final String CALLERS_WORK = "CREATE TABLE callers.work (id) AS SELECT 1";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void theCallersCommitKeepsEverything(Postgres postgres) throws SQLException {
        try (TestDatabase database = scripts(postgres); Connection connection = begin(database)) {
            Query.execute(connection, CALLERS_WORK);
            MigrationReport report = run().over(connection);
            connection.commit();

            assertThat(MigratorRun.scripts(report)).containsExactly("V1__one.sql", "V2__two.sql");
            assertThat(Query.rows(database, "TABLE callers.work")).containsExactly("1");
            assertThat(Query.hasTable(database, "two")).isTrue();
            assertThat(Query.history(database)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCallersRollbackUndoesEverythingTheHistoryIncluded(Postgres postgres) throws SQLException {
        try (TestDatabase database = scripts(postgres); Connection connection = begin(database)) {
            Query.execute(connection, CALLERS_WORK);
            run().over(connection);
            connection.rollback();

            assertThat(tables(database)).containsExactly();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyElseSeesAnythingBeforeTheCallerCommits(Postgres postgres) throws SQLException {
        try (TestDatabase database = scripts(postgres); Connection connection = begin(database)) {
            Query.execute(connection, CALLERS_WORK);
            run().over(connection);

            assertThat(tables(database)).containsExactly();
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAFailureTheTransactionGoesOnWithNothingOfOursInIt(Postgres postgres) throws SQLException {
        try (TestDatabase database = scripts(postgres); Connection connection = begin(database)) {
            script("V3__three.sql", "CREATE TABLE three (); SELECT 1 / 0;");
            Query.execute(connection, CALLERS_WORK);

            MigrationException failure = run().failsOver(connection, Outcome.ROLLED_BACK);

            assertThat(MigratorRun.scripts(failure.report().orElseThrow())).isEmpty();
            assertThat(failure).hasMessageContaining("V3__three.sql");
            Query.execute(connection, "INSERT INTO callers.work VALUES (2)");
            connection.commit();
            assertThat(tables(database)).containsExactly("callers.work");
            assertThat(Query.rows(database, "TABLE callers.work")).containsExactly("1", "2");
        }
    }

    @Test
    void afterAFailureTheCallersWorkIsStillUncommitted() throws SQLException {
        try (TestDatabase database = scripts(Postgres.V18); Connection connection = begin(database)) {
            script("V3__three.sql", "SELECT 1 / 0;");
            Query.execute(connection, CALLERS_WORK);

            run().failsOver(connection, Outcome.ROLLED_BACK);

            assertThat(tables(database)).containsExactly();
            assertThat(Query.rows(connection, "TABLE callers.work")).containsExactly("1");
        }
    }

    @Test
    void theConnectionStaysOpenAndOutOfAutoCommit() throws SQLException {
        try (TestDatabase database = scripts(Postgres.V18); Connection connection = begin(database)) {
            run().over(connection);

            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.getAutoCommit()).isFalse();
        }
    }

    @Test
    void theCallersOwnSavepointsStillWork() throws SQLException {
        try (TestDatabase database = scripts(Postgres.V18); Connection connection = begin(database)) {
            Query.execute(connection, CALLERS_WORK);
            Savepoint callers = connection.setSavepoint("callers");

            run().over(connection);
            connection.rollback(callers);
            connection.commit();

            assertThat(tables(database)).containsExactly("callers.work");
        }
    }

    @Test
    void aRunIsRepeatedInTheSameTransactionAfterItsCauseIsGone() throws SQLException {
        try (TestDatabase database = scripts(Postgres.V18); Connection connection = begin(database)) {
            script("V3__three.sql", "INSERT INTO callers.work VALUES (3);");
            run().failsOver(connection, Outcome.ROLLED_BACK);
            Query.execute(connection, CALLERS_WORK);

            run().over(connection);
            connection.commit();

            assertThat(Query.history(database)).hasSize(3);
            assertThat(Query.rows(database, "TABLE callers.work")).containsExactly("1", "3");
        }
    }

    @Test
    void whenThereIsNothingToDoTheTransactionGoesOn() throws SQLException {
        try (TestDatabase database = scripts(Postgres.V18); Connection connection = begin(database)) {
            run().over(connection);
            connection.commit();
            Query.execute(connection, CALLERS_WORK);

            MigrationReport report = run().over(connection);
            connection.commit();

            assertThat(report.applied()).isEmpty();
            assertThat(Query.rows(database, "TABLE callers.work")).containsExactly("1");
        }
    }

    @Test
    void whatIsPendingAfterAnEarlierRunIsAppliedToo() throws SQLException {
        try (TestDatabase database = scripts(Postgres.V18); Connection connection = begin(database)) {
            run().over(connection);
            connection.commit();
            script("V3__three.sql", "CREATE TABLE three ();");
            script("R__view.sql", "CREATE VIEW threes AS TABLE three;");

            MigrationReport report = run().over(connection);
            connection.commit();

            assertThat(MigratorRun.scripts(report)).containsExactly("V3__three.sql", "R__view.sql");
            assertThat(Query.history(database)).hasSize(4);
        }
    }

    @Test
    void aSchemaIsCreatedWithinTheTransactionToo() throws SQLException {
        try (TestDatabase database = scripts(Postgres.V18); Connection connection = begin(database)) {
            CallerRun run = run().with("MIGRATOR_SCHEMA", "shop").with("MIGRATOR_CREATE_SCHEMA", "true");
            run.over(connection);
            connection.rollback();
            assertThat(Query.rows(database, "SELECT to_regnamespace('shop') IS NULL")).containsExactly("t");

            run.over(connection);
            connection.commit();
            assertThat(tables(database)).containsExactly("shop.flyway_schema_history", "shop.one", "shop.two");
        }
    }

    private CallerRun run() {
        return CallerRun.of(folder);
    }

    private TestDatabase scripts(Postgres postgres) throws SQLException {
        script("V1__one.sql", "CREATE TABLE one (id integer); INSERT INTO one VALUES (1);");
        script("V2__two.sql", "CREATE TABLE two ();");
        TestDatabase database = postgres.newDatabase();
        Query.execute(database, "CREATE SCHEMA callers");
        return database;
    }

    private void script(String name, String sql) {
        new ScriptFolder(folder).add(name, sql);
    }

    private static Connection begin(TestDatabase database) throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static List<String> tables(TestDatabase database) throws SQLException {
        return Query.rows(database, "SELECT schemaname || '.' || tablename FROM pg_tables "
                + "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1");
    }
}
