package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Difference;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.CheckRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A migration that has applied something compares the schema with what it should be, as MIGRATOR_DRIFT says. */
class DriftAfterMigrationTest {

    private static final String SOMEBODYS_INDEX = "CREATE INDEX by_name ON users (username)";
    private static final String DIFFERENCE = "unexpected index users.by_name USING btree (username)";

    @Test
    void driftIsReportedAndNoFailureUnlessItIsToBe() throws SQLException {
        try (TestDatabase database = halfMigrated()) {
            MigrationReport report = MigratorRun.on(database).succeeds();

            assertThat(lines(report.drift())).containsExactly(DIFFERENCE);
            assertThat(report.lines()).hasSize(2).last().isEqualTo("unexpected  index users.by_name USING btree (username)");
            assertThat(report.outcome()).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void driftThatIsToFailFailsAndWhatWasAppliedStays() throws SQLException {
        try (TestDatabase database = halfMigrated()) {
            MigratorRun run = MigratorRun.on(database).with("MIGRATOR_DRIFT", "fail");

            MigrationReport report = run.reportsFailure(Outcome.DRIFT);

            assertThat(lines(report.drift())).containsExactly(DIFFERENCE);
            assertThat(MigratorRun.scripts(report)).containsExactly("V4__payment_type.sql");
            assertThat(report.to()).contains("4");
            assertThat(Query.history(database)).hasSize(4);
            assertThat(run.applies()).isEmpty();
        }
    }

    @Test
    void driftThatIsIgnoredIsNotLookedFor() throws SQLException {
        try (TestDatabase database = halfMigrated()) {
            ServerLog.Mark mark = database.mark();

            assertThat(MigratorRun.on(database).with("MIGRATOR_DRIFT", "ignore").succeeds().drift()).isEmpty();

            assertThat(database.statements(mark)).noneMatch(statement -> statement.sql().contains("pg_get_constraintdef"));
        }
    }

    @Test
    void aVersionBelowTheNewestIsNotCompared() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigrationReport report = MigratorRun.on(database).with("MIGRATOR_TO", "2").with("MIGRATOR_DRIFT", "fail").succeeds();

            assertThat(report.drift()).isEmpty();
        }
    }

    @Test
    void aRunWithNothingToDoDoesNotCompare() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database).succeeds();
            Query.execute(database, SOMEBODYS_INDEX);

            assertThat(MigratorRun.on(database).with("MIGRATOR_DRIFT", "fail").succeeds().drift()).isEmpty();
            CheckRun.on(database).endsWith(Outcome.DRIFT);
        }
    }

    @Test
    void mountedScriptsAreComparedWithAFileOnly(@TempDir Path folder, @TempDir Path elsewhere) throws Exception {
        Files.writeString(folder.resolve("V1__one.sql"), "CREATE TABLE one (id integer);");
        Path target = Files.writeString(elsewhere.resolve("target.txt"), "table one\n");
        try (TestDatabase database = Postgres.V17.newDatabase()) {
            assertThat(MigratorRun.on(database, folder).with("MIGRATOR_DRIFT", "fail").succeeds().drift()).isEmpty();
            Files.writeString(folder.resolve("V2__two.sql"), "CREATE TABLE two (id integer);");

            MigrationReport report = MigratorRun.on(database, folder).with("MIGRATOR_DRIFT", "fail").with("MIGRATOR_TARGET", target.toString())
                    .reportsFailure(Outcome.DRIFT);

            assertThat(lines(report.drift())).containsExactly("unexpected column one.id integer", "unexpected table two");
        }
    }

    @ParameterizedTest
    @EnumSource
    void insideACallersTransactionAFailureTakesEverythingBack(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            Query.execute(connection, "SET LOCAL search_path = pg_catalog, public; SET LOCAL quote_all_identifiers = on");
            new CallerRun(Map.of("MIGRATOR_TO", "3")).over(connection);
            Query.execute(connection, "CREATE INDEX by_name ON public.users (username)");

            MigrationException failure = new CallerRun(Map.of("MIGRATOR_DRIFT", "fail")).failsOver(connection, Outcome.DRIFT);

            MigrationReport report = (MigrationReport) failure.report().orElseThrow();
            assertThat(lines(report.drift())).containsExactly(DIFFERENCE);
            assertThat(report.applied()).isEmpty();
            assertThat(report.to()).contains("3");
            assertThat(Query.rows(connection, "SELECT max(version) FROM public.flyway_schema_history")).containsExactly("3");
            assertThat(lines(new CallerRun(Map.of()).over(connection).drift())).containsExactly(DIFFERENCE);
            assertThat(Query.rows(connection, "SELECT current_setting('search_path'), current_setting('quote_all_identifiers')"))
                    .containsExactly("pg_catalog, public|on");
            connection.commit();
            assertThat(Query.rows(connection, "SELECT current_setting('search_path'), current_setting('quote_all_identifiers')"))
                    .containsExactly("\"$user\", public|off");
            assertThat(Query.history(database)).hasSize(4);
        }
    }

    @Test
    void aServerThatTellsOfItselfInOtherWaysIsMigratedAndNotCompared() throws SQLException {
        try (TestDatabase database = halfMigrated(); Connection connection = database.connect()) {
            MigrationReport report = new CallerRun(Map.of("MIGRATOR_DRIFT", "fail")).over(asOfRelease13(connection));

            assertThat(MigratorRun.scripts(report)).containsExactly("V4__payment_type.sql");
            assertThat(report.drift()).isEmpty();
        }
    }

    /** No test has a server that old. */
    private static Connection asOfRelease13(Connection real) throws SQLException {
        DatabaseMetaData metaData = proxy(DatabaseMetaData.class, real.getMetaData(), "getDatabaseMajorVersion", 13);
        return proxy(Connection.class, real, "getMetaData", metaData);
    }

    private static <T> T proxy(Class<T> type, T real, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, called, arguments) -> called.getName().equals(method) ? answer : called.invoke(real, arguments)));
    }

    private static TestDatabase halfMigrated() throws SQLException {
        TestDatabase database = Postgres.V18.newDatabase();
        MigratorRun.on(database).with("MIGRATOR_TO", "3").succeeds();
        Query.execute(database, SOMEBODYS_INDEX);
        return database;
    }

    private static List<String> lines(List<Difference> drift) {
        return drift.stream().map(Difference::line).toList();
    }
}
