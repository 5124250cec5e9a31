package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A history that is not the catalog's past ends a run before it changes anything. */
class DivergenceTest {

    @TempDir
    Path folder;

    private TestDatabase database;
    private ScriptFolder scripts;

    @BeforeEach
    void migrate() {
        database = Postgres.V18.newDatabase();
        scripts = new ScriptFolder(folder)
                .add("V1__one.sql", "CREATE TABLE one (id int);")
                .add("V3__three.sql", "CREATE TABLE three (id int);");
        MigratorRun.on(database, folder).succeeds();
        scripts.add("V4__four.sql", "CREATE TABLE four (id int);");
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void aScriptThatWasChangedIsNamed() throws SQLException {
        scripts.add("V1__one.sql", "CREATE TABLE one (id bigint);");

        assertThat(refusal().message()).startsWith("V1__one.sql was changed after it had been applied (checksum ")
                .endsWith("Put the old text back and make the change in a new migration.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALTER TABLE flyway_schema_history RENAME checksum TO hash",
            "ALTER TABLE flyway_schema_history ALTER checksum TYPE text USING 'none'", "ALTER TABLE flyway_schema_history ALTER success TYPE int USING 7",
            "DROP TABLE flyway_schema_history; CREATE TABLE flyway_schema_history (id integer)"})
    void aTableThatIsNoHistoryIsSaidToBeNone(String change) throws SQLException {
        Query.execute(database, change);

        Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.DIVERGED);

        assertThat(failure.message()).startsWith("\"public\".\"flyway_schema_history\" is not a history as Flyway makes it: ");
        assertThat(failure.advice()).hasValue("Rename it if it is something else, or let MIGRATOR_TABLE name another table for the history.");
    }

    @Test
    void aScriptThatIsMissingIsNamed() throws SQLException {
        scripts.remove("V1__one.sql");

        assertThat(refusal().message()).isEqualTo("V1__one.sql was applied, but is not in the catalog. Put the script back.");
    }

    @Test
    void aScriptThatCameTooLateIsNamed() throws SQLException {
        scripts.add("V2__two.sql", "CREATE TABLE two (id int);");

        assertThat(refusal().message()).isEqualTo("V2__two.sql was never applied, but the newer V3 was. "
                + "Give it a version above the catalog's head, V4, and release that.");
    }

    @Test
    void aScriptThatWasRenamedIsNamed() throws SQLException {
        scripts.remove("V1__one.sql").add("V1__uno.sql", "CREATE TABLE one (id int);");

        assertThat(refusal().message()).isEqualTo("V1__uno.sql was applied under the description \"one\". Give the file its old name back.");
    }

    @Test
    void aFailedRowIsNamed() throws SQLException {
        Query.execute(database, "UPDATE flyway_schema_history SET success = false WHERE version = '3'");

        assertThat(refusal().message()).startsWith("V3__three.sql stopped half-way when it was applied or taken back").contains("repair");
    }

    @Test
    void aVersionThatIsNoneIsNamed() throws SQLException {
        Query.execute(database, "UPDATE flyway_schema_history SET version = 'one' WHERE version = '1'");

        assertThat(refusal().message()).contains("\"public\".\"flyway_schema_history\"").contains("installed_rank 1").contains("\"one\"");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws SQLException {
        scripts.remove("V1__one.sql").add("V2__two.sql", "SELECT 1;").add("V3__three.sql", "SELECT 3;");

        assertThat(refusal().message().lines()).hasSize(3);
    }

    @Test
    void theReportSaysWhereTheDatabaseIs() {
        scripts.remove("V1__one.sql");

        assertThat(MigratorRun.on(database, folder).reportsFailure(Outcome.DIVERGED)).satisfies(report -> {
            assertThat(report.from()).contains("3");
            assertThat(report.to()).contains("3");
            assertThat(report.applied()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE TABLE %s.x (id int)", "CREATE VIEW %s.x AS SELECT 1", "CREATE SEQUENCE %s.x",
            "CREATE TYPE %s.x AS ENUM ('a')", "CREATE FUNCTION %s.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE DOMAIN %s.x AS int", "CREATE MATERIALIZED VIEW %s.x AS SELECT 1"})
    void aSchemaThatHoldsSomethingButNoHistoryIsNotTouched(String statement) throws SQLException {
        Query.execute(database, "CREATE SCHEMA old; " + statement.formatted("old"));

        Failure failure = MigratorRun.on(database, folder).with("MIGRATOR_SCHEMA", "old").failsWith(Outcome.DIVERGED);

        assertThat(failure.message()).contains("The schema \"old\"").contains("holds objects, but no history");
        assertThat(failure.advice()).get().asString().contains("adopt --at");
        assertThat(Query.rows(database, "SELECT to_regclass('old.flyway_schema_history') IS NULL")).containsExactly("t");
    }

    @Test
    void whatAnExtensionHoldsIsNoObject() throws SQLException {
        Query.executeAsSuperuser(database, "CREATE SCHEMA fresh AUTHORIZATION " + database.role() + "; CREATE EXTENSION hstore SCHEMA fresh");

        assertThat(MigratorRun.on(database, folder).with("MIGRATOR_SCHEMA", "fresh").applies()).hasSize(3);
    }

    /** What the run says, having changed nothing. */
    private Failure refusal() throws SQLException {
        List<String> before = Query.history(database);
        Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.DIVERGED);
        assertThat(Query.history(database)).isEqualTo(before);
        assertThat(Query.hasTable(database, "four")).isFalse();
        return failure;
    }
}
