package digital.market.migrator.migration;

import static digital.market.migrator.migration.UndoTest.undo;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes an undo unsafe, or impossible, is said before anything is changed. */
class UndoRefusalsTest {

    @TempDir
    Path folder;

    private ScriptFolder scripts;
    private TestDatabase database;
    private MigratorRun run;

    @BeforeEach
    void migrate() {
        scripts = new ScriptFolder(folder)
                .add("V1__one.sql", "CREATE TABLE one (id int);").add("U1__one.sql", "DROP TABLE one;")
                .add("V2__two.sql", "CREATE TABLE two (id int);").add("U2__two.sql", "DROP TABLE two;")
                .add("V3__three.sql", "CREATE TABLE three (id int);").add("U3__three.sql", "DROP TABLE three;");
        database = Postgres.V18.newDatabase();
        run = MigratorRun.on(database, folder);
        run.succeeds();
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void withoutAVersionItDoesNotGuess() {
        assertThat(CommandRun.like(run, MigrationEnvironment::undo).failsWith(Outcome.USAGE)).hasMessage(
                "undo has to be told how far it goes: --to names the version that stays, and --to 0 takes everything back.");
    }

    @Test
    void aVersionThatNobodyKnows() throws SQLException {
        refused("1.5", Outcome.CONFIGURATION, "MIGRATOR_TO (--to) is \"1.5\": neither the catalog nor the history has such a version. "
                + "Name the one that is to stay, or 0 to take everything back.");
    }

    @Test
    void allScriptsThatAreMissingOrWrongAreNamedAtOnce() throws SQLException {
        scripts.remove("U3__three.sql").add("U2__two.sql", "DROP TABLE ${which};\n").add("U1__one.sql", "DROP TABLE one;\nCOMMIT;");

        String message = refused("0", Outcome.CONFIGURATION);

        assertThat(message.lines()).hasSize(3);
        assertThat(message).contains("V3__three.sql cannot be taken back, because there is no U3__….sql: write one, or go back no further.")
                .contains("U2__two.sql line 1: the placeholder ${which} has no value").contains("U1__one.sql line 2: COMMIT does not go");
    }

    @Test
    void aScriptThatIsNotNeededMayBeMissing() throws SQLException {
        scripts.remove("U1__one.sql");

        assertThat(undo(run, "1").succeeds().undone()).hasSize(2);
        assertThat(Query.hasTable(database, "two")).isFalse();
    }

    @Test
    void aHistoryThatHasDiverged() throws SQLException {
        scripts.add("V1__one.sql", "CREATE TABLE one (id bigint);");

        assertThat(refused("2", Outcome.DIVERGED)).startsWith("V1__one.sql was changed after it had been applied");
    }

    @Test
    void aDatabaseThatIsAhead() throws SQLException {
        scripts.remove("V3__three.sql").remove("U3__three.sql");

        refused("1", Outcome.AHEAD, "The database is ahead of these scripts, which do not know V3 and so cannot take that back.");
    }

    @Test
    void whatLiesBelowABaseline() throws SQLException {
        Query.execute(database, "DROP TABLE flyway_schema_history, three");
        PlainFlyway.of(database, folder).baselineVersion("2").load().baseline();
        run.succeeds();

        assertThat(refused("1", Outcome.CONFIGURATION)).startsWith("The history begins with a baseline at V2: ");
        assertThat(undo(run, "2").succeeds().summary()).isEqualTo("Took back 1 migration: schema public went from version 3 to version 2.");
    }

    @Test
    void aRoleThatMayNotDeleteFromTheHistory() throws SQLException {
        String other = database.role() + "_other";
        Query.executeAsSuperuser(database, ("CREATE ROLE %1$s; GRANT %1$s TO %2$s; ALTER TABLE three OWNER TO %1$s;"
                + "GRANT ALL ON SCHEMA public TO %1$s; GRANT SELECT, INSERT ON flyway_schema_history TO %1$s").formatted(other, database.role()));
        Snapshot before = Snapshot.of(database);

        MigrationException refusal = undo(run.with("MIGRATOR_ROLE", other), "2").failsWith(Outcome.DENIED);

        assertThat(refusal).hasMessage("\"" + other + "\" may not change the history \"public\".\"flyway_schema_history\".");
        assertThat(refusal.failure().advice()).get().asString().contains("GRANT SELECT, INSERT, UPDATE, DELETE ON");
        assertThat(Snapshot.of(database)).isEqualTo(before);
        Query.executeAsSuperuser(database, "DROP OWNED BY " + other + "; DROP ROLE " + other);
    }

    private void refused(String version, Outcome outcome, String message) throws SQLException {
        assertThat(refused(version, outcome)).isEqualTo(message);
    }

    private String refused(String version, Outcome outcome) throws SQLException {
        Snapshot before = Snapshot.of(database);
        String message = undo(run, version).failsWith(outcome).getMessage();
        assertThat(Snapshot.of(database)).isEqualTo(before);
        return message;
    }
}
