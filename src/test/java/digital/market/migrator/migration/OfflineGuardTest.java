package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the guard before each migration knows of a history, and says of it. */
class OfflineGuardTest {

    private static final String ROW = """
            INSERT INTO flyway_schema_history VALUES (%d, %s, 'x', '%s', 'x', 1, 'x', now(), 0, %b)
            """;

    @TempDir
    Path folder;

    private final TestDatabase database = Postgres.V18.newDatabase();

    @AfterEach
    void dropTheDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void whoeverHoldsTheLockIsNamedAndNotWaitedFor(Postgres postgres) throws SQLException {
        try (TestDatabase locked = postgres.newDatabase(); Connection other = locked.connect()) {
            Psql.on(locked).run(script(OfflineRun.packaged().to("2"))).exitedWith(0);
            Query.execute(other, "SET application_name = 'the other one'");
            String lock = "pg_advisory_lock(" + new HistoryTable("public", "flyway_schema_history").lockKey() + ")";
            String pid = Query.rows(other, "SELECT pg_backend_pid(), " + lock).get(0).split("\\|")[0];

            assertThat(Psql.on(locked).run(script(OfflineRun.packaged().from("2"))).exitedWith(Psql.STOPPED).stderr())
                    .contains("V3__payment_id.sql was not begun: another migrator holds the lock of this history (pid " + pid + ", the other one).")
                    .contains("HINT:  Run this script again when it is done.");
        }
    }

    /** A statement that fails would be taken back alone, and the rest committed with a row that says that all is well. */
    @ParameterizedTest
    @EnumSource
    void aClientThatSetsSavepointsIsStoppedBeforeItHidesAnError(Postgres postgres) throws SQLException {
        new ScriptFolder(folder).add("V1__a.sql", "CREATE TABLE a ();\nCREATE TABLE a ();\nCREATE TABLE b ();\n");
        try (TestDatabase careless = postgres.newDatabase()) {
            String errors = Psql.on(careless).thatCarriesOn().with("-v", "ON_ERROR_ROLLBACK=on").run(script(OfflineRun.of(folder))).stderr();

            assertThat(errors).contains("relation \"a\" already exists").contains("V1__a.sql is not recorded: this client sets savepoints");
            assertThat(Snapshot.of(careless).history()).isEmpty();
            assertThat(Query.hasTable(careless, "b")).isFalse();
        }
    }

    /** So does one that connects again behind our back: what it did before is lost. */
    @Test
    void aClientThatChangesSessionsGetsNoRow() throws SQLException {
        Psql.on(database).run(script(OfflineRun.packaged().to("3"))).exitedWith(0);
        String script = OfflineRun.packaged().from("3").script();
        new ScriptFolder(folder).add("end.sql", script.substring(script.indexOf("DO $record$")));

        assertThat(Psql.on(database).run(folder.resolve("end.sql")).stderr()).contains("V4__payment_type.sql is not recorded");
        assertThat(Query.history(database)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "1.5", "2", "2.9"})
    void aBaselineStandsForAllUpToIt(String baseline) throws SQLException {
        PlainFlyway.of(database, ScriptFolder.packaged()).baselineVersion(baseline).load().baseline();
        new ScriptFolder(folder).add("V1__a.sql", "SELECT 1;").add("V2__b.sql", "SELECT 1;").add("V3__c.sql", "SELECT 1;");

        Psql.on(database).run(script(OfflineRun.of(folder).resume())).exitedWith(0);

        MigratorRun.on(database, folder).succeeds();
        assertThat(Query.history(database)).allMatch(row -> row.contains("|BASELINE|") || Version.of(row.split("\\|")[1]).isNewerThan(Version.of(baseline)))
                .last().asString().startsWith(Query.history(database).size() + "|3|");
    }

    @Test
    void aBaselineIsNotTakenBack() throws SQLException {
        PlainFlyway.of(database, ScriptFolder.packaged()).baselineVersion("4").load().baseline();

        refuses(OfflineRun.packaged().down().to("3"),
                "U4__payment_type.sql was not begun: it takes back version 4, but the newest version applied here is 4, a baseline.",
                "There is nothing to take back.");
    }

    @Test
    void anEmptyHistoryHasNothingToBeTakenBack() throws SQLException {
        Psql.on(database).run(script(OfflineRun.packaged().to("1"))).exitedWith(0);
        Query.execute(database, "DELETE FROM flyway_schema_history");

        refuses(OfflineRun.packaged().down().to("0"), "it takes back version 4, but nothing is applied here.", "There is nothing to take back.");
        refuses(OfflineRun.packaged().from("1"), "it follows version 1, but nothing is applied here.", "Generate the script without --from, or with --resume.");
    }

    @Test
    void anEqualVersionMayBeSpelledOtherwise() throws SQLException {
        Psql.on(database).run(script(OfflineRun.packaged().to("3"))).exitedWith(0);
        Query.execute(database, "UPDATE flyway_schema_history SET version = '03.0_0' WHERE version = '3'");

        Psql.on(database).run(script(OfflineRun.packaged().from("3"))).exitedWith(0);
        Query.execute(database, "UPDATE flyway_schema_history SET version = '4.00' WHERE version = '4'");
        Psql.on(database).run(script(OfflineRun.packaged().down().to("2"))).exitedWith(0);

        assertThat(Query.history(database)).hasSize(2);
    }

    /** Repair takes no row away, but adds one; a version that was applied again afterwards counts. */
    @Test
    void whatRepairHasDeletedDoesNotCount() throws SQLException {
        Psql.on(database).run(script(OfflineRun.packaged().to("3"))).exitedWith(0);
        Query.execute(database, "INSERT INTO flyway_schema_history SELECT 4, version, description, 'DELETE', script, checksum, installed_by, now(), 0, true "
                + "FROM flyway_schema_history WHERE version = '3'");

        refuses(OfflineRun.packaged().from("3"), "it follows version 3, but the newest version applied here is 2.", "Generate the script with --from 2");
        Query.execute(database, "ALTER TABLE purchases DROP COLUMN payment_id");
        Psql.on(database).run(script(OfflineRun.packaged().from("2"))).exitedWith(0);
        Psql.on(database).run(script(OfflineRun.packaged().down().to("2"))).exitedWith(0);
        assertThat(Query.history(database)).hasSize(4).last().asString().startsWith("4|3|payment id|DELETE|");
    }

    @Test
    void whatFlywaysUndoLeavesIsNoStateToGoOnFrom() throws SQLException {
        Psql.on(database).run(script(OfflineRun.packaged().to("3"))).exitedWith(0);
        Query.execute(database, ROW.formatted(4, "'3'", "UNDO_SQL", true));

        refuses(OfflineRun.packaged().from("3"), "the history says that Flyway's undo took version 3 back.", "Delete that row and the one that it undid.");
    }

    @Test
    void aRowWithoutSuccessStopsWhateverItIsOf() throws SQLException {
        Psql.on(database).run(script(OfflineRun.packaged().to("3"))).exitedWith(0);
        Query.execute(database, ROW.formatted(4, "NULL", "SQL", false));

        refuses(OfflineRun.packaged().from("3"), "the history says that x stopped half-way.", "Then run repair --yes, which takes its row from the history");
        refuses(OfflineRun.packaged().down().from("3").to("2"), "the history says that x stopped half-way.", "and run again.");
    }

    @Test
    void aScriptThatWasChangedSinceIsNoneToGoOnFrom() throws SQLException {
        Psql.on(database).run(script(OfflineRun.packaged().to("3"))).exitedWith(0);
        Query.execute(database, "UPDATE flyway_schema_history SET checksum = 7 WHERE version = '3'");

        String sentence = "V3__payment_id.sql was changed after it had been applied (checksum ";
        refuses(OfflineRun.packaged().from("3"), "V4__payment_type.sql was not begun: " + sentence, " in the catalog of this script, 7 in the history).");
        refuses(OfflineRun.packaged().down().from("3").to("2"), "U3__payment_id.sql was not begun: " + sentence, "Generate the script from the scripts that were applied here.");
        refuses(OfflineRun.packaged().resume(), sentence, "7 in the history).");
    }

    @Test
    void aSchemaThatHoldsObjectsIsForTheCommandAdopt() throws SQLException {
        Query.execute(database, "CREATE TABLE alembic_version (version_num varchar(32))");

        refuses(OfflineRun.packaged(), "The schema \"public\" holds objects, but no history: \"flyway_schema_history\" is not there.",
                "take it over with the command adopt --at VERSION");
    }

    @Test
    void withoutAHistoryThereIsNothingToGoOnFrom() throws SQLException {
        refuses(OfflineRun.packaged().from("3"), "V4__payment_type.sql was not begun: this database has no history \"public\".\"flyway_schema_history\".",
                "If nothing is applied here, generate the script without --from.");
        refuses(OfflineRun.packaged().from("3").resume(), "this database has no history", "without --from.");
    }

    private void refuses(OfflineRun run, String message, String hint) throws SQLException {
        Snapshot before = Snapshot.of(database);

        assertThat(Psql.on(database).run(script(run)).exitedWith(Psql.STOPPED).stderr()).contains(message).contains(hint);
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    private Path script(OfflineRun run) {
        return run.writeTo(folder.resolve("script"));
    }
}
