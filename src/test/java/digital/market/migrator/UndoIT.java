package digital.market.migrator;

import static digital.market.migrator.testing.Refusal.assertNoTrace;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code undo} as a process: text, JSON, exit codes and signals. */
class UndoIT {

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    private TestDatabase database;

    @BeforeEach
    void makeADatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void itTakesBackAndMigrateAppliesAgain() {
        program.run(database.environment()).exitedWith(0);

        ProgramRun undo = program.run(database.environment(), "undo", "--to", "2").exitedWith(0);
        ProgramRun again = program.run(database.environment(), "undo", "--to", "2").exitedWith(0);

        assertThat(undo.stdout().replaceAll("\\d+ ms", "N ms").lines().skip(1)).containsExactly("  ↩ V4  payment type  N ms",
                "  ↩ V3  payment id    N ms", "Took back 2 migrations: schema public went from version 4 to version 2.");
        assertThat(undo.stderr()).isEmpty();
        assertThat(again.stdout()).endsWith("Nothing to undo: schema public is at version 2.\n");
        assertThat(program.run(database.environment()).exitedWith(0).stdout()).contains("Applied 2 migrations");
    }

    @Test
    void itPrintsJson() {
        program.run(database.environment()).exitedWith(0);

        JsonObject report = json(program.run(database.environment(), "undo", "--to", "0", "--json").exitedWith(0));

        assertThat(report.getString("from")).isEqualTo("4");
        assertThat(report.containsKey("to")).isFalse();
        assertThat(report.getJsonArray("undone").getValuesAs(JsonObject.class)).extracting(one -> one.getString("script"))
                .containsExactly("U4__payment_type.sql", "U3__payment_id.sql", "U2__hidden_content.sql", "U1__initial_schema.sql");
        assertThat(report.getJsonArray("again")).isEmpty();
    }

    @Test
    void withoutAVersionItIsNotToldEnough() {
        ProgramRun run = program.run(database.environment(), "undo").exitedWith(2);

        assertThat(run.stderr()).isEqualTo("undo has to be told how far it goes: --to names the version that stays, and --to 0 takes everything back.\n");
    }

    @Test
    void aScriptThatFailsEndsWith15() {
        scripts().add("U2__two.sql", "SELECT 1;\n\nDROP TABLE nowhere;");
        program.run(environment()).exitedWith(0);

        ProgramRun run = program.run(environment(), "undo", "--to", "0").exitedWith(15);

        assertThat(run.stdout()).contains("↩ V3");
        assertThat(run.stderr()).startsWith("U2__two.sql failed in line 3 and was rolled back: table \"nowhere\" does not exist.\n"
                + "  statement   DROP TABLE nowhere\n");
        assertNoTrace(run);
    }

    @Test
    void aScriptThatStopsHalfWayEndsWith16() {
        scripts().addOutsideTransaction("U3__three.sql", "DROP TABLE three;\nDROP TABLE nowhere;");
        program.run(environment()).exitedWith(0);

        JsonObject report = json(program.run(environment(), "undo", "--to", "2", "--json").exitedWith(16));

        assertThat(report.getString("outcome")).isEqualTo("half-way");
        assertThat(report.getString("advice")).contains("repair");
    }

    @Test
    void aHistoryThatIsNotCleanEndsWith14AndAMissingScriptWith10() {
        ScriptFolder scripts = scripts();
        program.run(environment()).exitedWith(0);

        scripts.remove("U2__two.sql");
        assertThat(program.run(environment(), "undo", "--to", "1").exitedWith(10).stderr()).contains("V2__two.sql cannot be taken back");
        scripts.add("V1__one.sql", "SELECT 'another';");
        assertThat(program.run(environment(), "undo", "--to", "1").exitedWith(14).stderr()).contains("V1__one.sql was changed");
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalRollsBackWhatIsNotFinished(String signal, int exitCode) throws Exception {
        scripts().add("U2__two.sql", "DROP TABLE two; SELECT pg_sleep(600);");
        program.run(environment()).exitedWith(0);
        try (RunningProgram running = program.start(environment(), "undo", "--to", "0")) {
            Migrators.execute(database, "pg_sleep");

            running.signal(signal);

            ProgramRun run = running.await().exitedWith(exitCode);
            assertThat(run.stdout()).contains("↩ V3");
            assertThat(run.stderr()).endsWith("The run was cancelled; what was not finished is rolled back.\n");
            assertThat(Query.rows(database, "SELECT version, success FROM flyway_schema_history")).containsExactly("1|t", "2|t");
            assertThat(Query.hasTable(database, "two")).isTrue();
            Migrators.areGone(database);
        }
    }

    private ScriptFolder scripts() {
        ScriptFolder scripts = new ScriptFolder(folder);
        for (String name : new String[] {"1__one", "2__two", "3__three"}) {
            String table = name.substring(3);
            scripts.add("V" + name + ".sql", "CREATE TABLE " + table + " ();").add("U" + name + ".sql", "DROP TABLE " + table + ";");
        }
        return scripts;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("MIGRATOR_LOCATIONS", "filesystem:" + folder);
        return environment;
    }

    private static JsonObject json(ProgramRun run) {
        return Json.createReader(new StringReader(run.stdout())).readObject();
    }
}
