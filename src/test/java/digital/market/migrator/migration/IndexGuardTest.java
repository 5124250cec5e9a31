package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.MigrationReport.Dropped;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CommandRun;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A script that runs outside a transaction finds no INVALID index in its way, and leaves none behind unnoticed. */
class IndexGuardTest {

    private static final String INVALID = "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid ORDER BY indexrelid::regclass::text";
    private static final String VALID = "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'one'::regclass AND indisvalid ORDER BY 1";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void whatFailsNamesTheIndexThatItLeavesAndRepairLeadsToHead(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = oneTable(database);
            add("CREATE UNIQUE INDEX CONCURRENTLY i ON one (id);");

            Failure failure = run.failsWith(Outcome.HALF_WAY);

            assertThat(failure.advice()).get().asString().startsWith("The index \"i\" on \"one\" (0 bytes) is INVALID now, and repair --yes drops it. ");
            assertThat(Query.history(database)).last().asString().endsWith("|f");
            repairYes(run);
            Query.execute(database, "DELETE FROM one");
            assertThat(run.applies()).containsExactly("V2__index.sql");
            assertThat(Query.rows(database, VALID)).containsExactly("i");
        }
    }

    /** As a killed run leaves it: no row in the history. */
    @ParameterizedTest
    @ValueSource(strings = {"CREATE UNIQUE INDEX CONCURRENTLY i ON one (id);", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON one (id);"})
    void aLeftoverIsNamedAndNothingBegins(String script) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun run = oneTable(database);
            leaveInvalid(database);
            add(script);
            List<String> history = Query.history(database);

            Failure failure = run.failsWith(Outcome.HALF_WAY);

            assertThat(failure.message()).isEqualTo("V2__index.sql does not begin: the index \"i\" on \"one\" (0 bytes), which it builds, is there already "
                    + "and INVALID. An earlier run of it was probably killed.");
            assertThat(failure.advice()).get().asString().contains("repair --yes", "DROP INDEX CONCURRENTLY \"public\".\"i\"", "MIGRATOR_INVALID_INDEX=rebuild");
            assertThat(Query.history(database)).isEqualTo(history);
            repairYes(run);
            assertThat(run.applies()).containsExactly("V2__index.sql");
            assertThat(Query.rows(database, VALID)).containsExactly("i");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLeftoverIsDroppedAndBuiltAnewWhereTheSettingsSaySo(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = oneTable(database).with("MIGRATOR_INVALID_INDEX", "rebuild");
            leaveInvalid(database);
            add("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON one (id);");

            MigrationReport report = run.succeeds();

            assertThat(MigratorRun.scripts(report)).containsExactly("V2__index.sql");
            assertThat(report.dropped()).containsExactly(new Dropped("i", "one", "V2__index.sql"));
            assertThat(report.lines()).contains("The INVALID index i on one was dropped, for V2__index.sql to build it anew.");
            assertThat(Query.rows(database, VALID)).containsExactly("i");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCopyThatAReindexLeftIsDroppedToo(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = oneTable(database);
            Query.execute(database, "CREATE INDEX one_id ON one (id)");
            leave(database, "SET statement_timeout = '200ms'", "REINDEX INDEX CONCURRENTLY one_id");
            assertThat(Query.rows(database, INVALID)).containsExactly("one_id_ccnew");
            new ScriptFolder(folder).addOutsideTransaction("V2__reindex.sql", "REINDEX TABLE CONCURRENTLY one;");

            assertThat(run.failsWith(Outcome.HALF_WAY).message()).contains("the index \"one_id_ccnew\" on \"one\"");
            assertThat(run.with("MIGRATOR_INVALID_INDEX", "rebuild").applies()).containsExactly("V2__reindex.sql");

            assertThat(Query.rows(database, INVALID)).isEmpty();
            assertThat(Query.rows(database, VALID)).containsExactly("one_id");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatStaysInvalidAfterAScriptIsNamedAndTheHistorySaysSo(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = oneTable(database);
            leaveInvalid(database);
            new ScriptFolder(folder).addOutsideTransaction("V2__reindex.sql", "REINDEX TABLE CONCURRENTLY one;");

            Failure failure = run.failsWith(Outcome.HALF_WAY);

            assertThat(failure.message()).isEqualTo("V2__reindex.sql ran without an error, but the index \"i\" on \"one\" (0 bytes) is INVALID after it.");
            assertThat(Query.history(database)).last().asString().contains("|2|reindex|SQL|V2__reindex.sql|").endsWith("|f");
            Query.execute(database, "REINDEX INDEX CONCURRENTLY i");
            repairYes(run);
            assertThat(run.applies()).containsExactly("V2__reindex.sql");
        }
    }

    @Test
    void oneThatSomebodyIsAtWorkOnIsWaitedForAndNamed() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection writer = database.connect(); Connection builder = database.connect()) {
            MigratorRun run = oneTable(database);
            Query.execute(database, "DELETE FROM one");
            add("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON one (id);");
            writer.setAutoCommit(false);
            Query.execute(writer, "INSERT INTO one VALUES (1, 1)");
            CompletableFuture<Void> building = CompletableFuture.runAsync(() -> execute(builder, "CREATE UNIQUE INDEX CONCURRENTLY i ON one (id)"));
            Eventually.holds("somebody builds the index", () -> Query.rows(database, INVALID).equals(List.of("i")));

            Failure failure = run.with("MIGRATOR_LOCK_WAIT", "0s").failsWith(Outcome.LOCKED);
            Failure late = run.with("MIGRATOR_LOCK_WAIT", "10m").with("MIGRATOR_DEADLINE", "2s").failsWith(Outcome.LOCKED);
            CompletableFuture<MigrationReport> waits = run.start();
            writer.rollback();
            building.join();

            assertThat(late.message()).isEqualTo("MIGRATOR_DEADLINE (2 s) was over while V2__index.sql waited for the end of the work on "
                    + "the index \"public\".\"i\"; what was not finished is rolled back.");
            assertThat(failure.message()).startsWith("V2__index.sql has to wait: The index \"i\" on \"one\"").contains("is at work on it");
            assertThat(MigratorRun.scripts(waits.join())).containsExactly("V2__index.sql");
            assertThat(Query.rows(database, VALID)).containsExactly("i");
        }
    }

    private MigratorRun oneTable(TestDatabase database) {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id int, n int); INSERT INTO one VALUES (7, 1), (7, 1);");
        MigratorRun run = MigratorRun.on(database, folder);
        run.succeeds();
        return run;
    }

    private void add(String script) {
        new ScriptFolder(folder).add("V2__index.sql", script);
    }

    private static void leaveInvalid(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() -> Query.execute(connection, "CREATE UNIQUE INDEX CONCURRENTLY i ON one (id)")).isInstanceOf(SQLException.class);
            Query.execute(connection, "DELETE FROM one");
        }
    }

    /** Executes these statements while somebody writes, so that the last one gives up. */
    private static void leave(TestDatabase database, String... statements) throws SQLException {
        try (Connection writer = database.connect(); Connection connection = database.connect()) {
            writer.setAutoCommit(false);
            Query.execute(writer, "LOCK TABLE one IN ROW EXCLUSIVE MODE");
            Query.execute(connection, statements[0]);
            assertThatThrownBy(() -> Query.execute(connection, statements[1])).isInstanceOf(SQLException.class);
        }
    }

    private static void repairYes(MigratorRun run) {
        CommandRun.like(run, MigrationEnvironment::repair).with("MIGRATOR_YES", "true").succeeds();
    }

    private static void execute(Connection connection, String sql) {
        try {
            Query.execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
