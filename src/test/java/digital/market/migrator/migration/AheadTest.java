package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
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

/** After a rollback an older image meets a database that a newer one migrated. */
class AheadTest {

    @TempDir
    Path newer;
    @TempDir
    Path older;

    private TestDatabase database;
    private ScriptFolder newScripts;
    private ScriptFolder oldScripts;

    @BeforeEach
    void writeScripts() {
        database = Postgres.V18.newDatabase();
        newScripts = new ScriptFolder(newer)
                .add("V1__one.sql", "CREATE TABLE one (id int);").add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM one;");
        oldScripts = new ScriptFolder(older)
                .add("V1__one.sql", "CREATE TABLE one (id int);").add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM one;");
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void aNewerVersionIsReportedAndLeftAlone() throws SQLException {
        newScripts.add("V2__two.sql", "CREATE TABLE two (id int);");
        migrateWithTheNewerImage();

        assertThat(rollBack().summary())
                .isEqualTo("Nothing was applied: schema public is ahead of these scripts, which do not know V2.");
    }

    @Test
    void aNewerRepeatableIsReportedAndLeftAlone() throws SQLException {
        newScripts.add("R__new_view.sql", "CREATE VIEW new_view AS SELECT 1;");
        migrateWithTheNewerImage();

        assertThat(rollBack().ahead()).containsExactly("repeatable \"new view\"");
    }

    @Test
    void anOlderTextOfARepeatableIsNotAppliedOverTheNewerOne() throws SQLException {
        newScripts.add("V2__two.sql", "ALTER TABLE one ADD COLUMN name text;")
                .add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id, name FROM one;");
        migrateWithTheNewerImage();

        assertThat(rollBack().ahead()).containsExactly("V2");
    }

    @Test
    void anOlderTextOfARepeatableIsNotAppliedWhereOnlyARepeatableIsNew() throws SQLException {
        newScripts.add("R__new_view.sql", "CREATE VIEW new_view AS SELECT 1;").add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 2 AS id;");
        migrateWithTheNewerImage();

        assertThat(rollBack().ahead()).containsExactly("repeatable \"new view\"");
    }

    @Test
    void aheadIsAFailureWhereItIsToBeOne() throws SQLException {
        newScripts.add("V2__two.sql", "CREATE TABLE two (id int);").add("V2.1__more.sql", "SELECT 1;");
        migrateWithTheNewerImage();

        Failure failure = MigratorRun.on(database, older).with("MIGRATOR_AHEAD", "fail").failsWith(Outcome.AHEAD);

        assertThat(failure.message()).isEqualTo("The database is ahead of these scripts, which do not know V2, V2.1.");
        assertThat(failure.advice()).get().asString().contains("MIGRATOR_AHEAD=ignore");
    }

    @Test
    void aRepeatableThatWasRemovedDoesNotKeepANewVersionFromBeingApplied() {
        newScripts.add("R__gone.sql", "SELECT 1;");
        migrateWithTheNewerImage();
        oldScripts.add("V2__two.sql", "CREATE TABLE two (id int);");

        assertThat(MigratorRun.on(database, older).with("MIGRATOR_AHEAD", "fail").applies()).containsExactly("V2__two.sql");
    }

    @Test
    void aRepeatableThatWasRemovedIsNotTakenForANewerOneEver() {
        newScripts.add("R__gone.sql", "SELECT 1;");
        migrateWithTheNewerImage();
        MigratorRun later = MigratorRun.on(database, older).with("MIGRATOR_AHEAD", "fail");
        oldScripts.add("V2__two.sql", "CREATE TABLE two (id int);");
        later.succeeds();
        oldScripts.add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 3 AS id;");

        assertThat(later.applies()).containsExactly("R__view.sql");
    }

    @Test
    void aDivergenceIsSaidEvenWhereTheDatabaseIsAhead() {
        newScripts.add("V2__two.sql", "CREATE TABLE two (id int);");
        migrateWithTheNewerImage();
        oldScripts.add("V1__one.sql", "CREATE TABLE one (id bigint);");

        assertThat(MigratorRun.on(database, older).failsWith(Outcome.DIVERGED).message()).startsWith("V1__one.sql was changed");
    }

    @Test
    void imagesThatRunInTurnDoNotOverwriteEachOthersRepeatable() throws SQLException {
        newScripts.add("V2__two.sql", "ALTER TABLE one ADD COLUMN name text;")
                .add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id, name FROM one;");
        MigratorRun.on(database, older).succeeds();
        migrateWithTheNewerImage();
        List<String> view = view();

        assertThat(rollBack().ahead()).containsExactly("V2");
        assertThat(MigratorRun.on(database, newer).applies()).isEmpty();
        assertThat(rollBack().ahead()).containsExactly("V2");

        assertThat(view()).isEqualTo(view).hasToString("[id, name]");
    }

    @Test
    void whatIsAheadIsNotComparedWithTheOlderSchema() throws SQLException {
        newScripts.add("V2__two.sql", "CREATE TABLE two (id int);");
        migrateWithTheNewerImage();
        Query.execute(database, "DROP VIEW v");

        MigrationReport report = MigratorRun.on(database, older).with("MIGRATOR_DRIFT", "fail").succeeds();

        assertThat(report.drift()).isEmpty();
        assertThat(report.ahead()).containsExactly("V2");
    }

    private List<String> view() throws SQLException {
        return Query.rows(database, "SELECT attname FROM pg_attribute WHERE attrelid = 'v'::regclass AND attnum > 0 ORDER BY attnum");
    }

    private void migrateWithTheNewerImage() {
        MigratorRun.on(database, newer).succeeds();
    }

    /** The older image's report, having changed nothing. */
    private MigrationReport rollBack() throws SQLException {
        List<String> before = Query.history(database);
        MigrationReport report = MigratorRun.on(database, older).succeeds();
        assertThat(report.applied()).isEmpty();
        assertThat(Query.history(database)).isEqualTo(before);
        return report;
    }
}
