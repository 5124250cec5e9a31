package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command await: the gate before the bot, while another process migrates. */
class AwaitIT {

    private static final String BEHIND = "The schema \"public\" is behind; pending: ";
    private static final String NOWHERE = "postgresql://bot@127.0.0.1:1/shop";

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    private Path message;
    private TestDatabase database;

    @BeforeEach
    void newDatabase() throws IOException {
        message = Files.writeString(folder.resolve("termination-log"), "");
        database = Postgres.V17.newDatabase();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void itEndsWhenAnotherProcessHasMigrated() throws IOException {
        try (RunningProgram gate = program.start(with(), "await")) {
            Eventually.holds("it waits", () -> gate.stderr().contains("Waiting for the migrations: " + BEHIND + "V1, V2, V3, V4."));
            program.run(database.environment()).exitedWith(0);

            ProgramRun run = gate.await().exitedWith(0);

            assertThat(run.stdout().lines()).hasSize(2).last().isEqualTo("Ready: schema public is at version 4.");
            assertThat(Path.of("README.md")).content().contains("\nReady: schema public is at version 4.\n");
            assertThat(run.stderr().lines().map(line -> line.replaceAll(".* INFO  ", ""))).doesNotHaveDuplicates()
                    .allSatisfy(line -> assertThat(line).startsWith("Waiting for the migrations: " + BEHIND));
        }
    }

    @Test
    void atHeadTheDatabaseIsOnlyRead() throws SQLException {
        program.run(database.environment()).exitedWith(0);
        Snapshot migrated = Snapshot.of(database);
        ServerLog.Mark mark = database.mark();

        ProgramRun run = program.run(with(), "await").exitedWith(0);

        assertThat(run.stderr()).isEmpty();
        assertThat(database.connections(mark)).hasSize(1);
        assertThat(database.statements(mark)).singleElement()
                .satisfies(statement -> assertThat(statement.sql().replaceFirst("LOCK TABLE \\S+ IN ACCESS SHARE MODE;", ""))
                        .matches("(?s)SELECT (?!.*(lock|LOCK|FOR (UPDATE|SHARE)\\s)).*"));
        assertThat(Snapshot.of(database)).isEqualTo(migrated);
    }

    @Test
    void whatIsPendingInTheEndIsInTheReportAndInTheTerminationLog() throws IOException {
        program.run(database.environment(), "migrate", "--to", "2").exitedWith(0);

        JsonObject report = json(program.run(with(), "await", "--await", "1s", "--json").exitedWith(20).stdout());

        assertThat(report.getString("outcome")).isEqualTo("pending");
        assertThat(report.getString("version")).isEqualTo("2");
        assertThat(report.getJsonArray("pending")).hasSize(2);
        assertThat(report.getString("message")).startsWith(BEHIND + "V3, V4. Waited 1 s. ").contains("MIGRATOR_AWAIT");
        assertThat(json(Files.readString(message))).isEqualTo(report);
        assertThat(Path.of("README.md")).content().contains("INFO  Waiting for the migrations: " + BEHIND + "V3, V4.\n");
    }

    @Test
    void aDatabaseThatNeverAnsweredIsUnreachableWhateverMigrateWouldWait() {
        ProgramRun run = program.run(with("DATABASE_URL", NOWHERE, "MIGRATOR_AWAIT", "5s", "MIGRATOR_WAIT", "10m"), "await").exitedWith(11);

        assertThat(run.stderr()).contains("Waiting for the database: bot@127.0.0.1:1/shop does not answer", "Waited 5 s.", "MIGRATOR_AWAIT");
    }

    /** Directly, and by way of the command line. */
    @ParameterizedTest
    @CsvSource({"TERM, 143, terminated, --await=10m", "TERM, 143, terminated,", "INT, 130, interrupted,"})
    void aSignalEndsItWhileItWaitsForTheMigrations(String signal, int exitCode, String outcome, String option) throws IOException {
        try (RunningProgram gate = program.start(with(), option == null ? new String[] {"await"} : new String[] {"await", option})) {
            Eventually.holds("it waits", () -> gate.stderr().contains(BEHIND));

            gate.signal(signal);

            ProgramRun run = gate.await().exitedWith(exitCode);
            String why = "The run was cancelled while it waited for the migrations (" + BEHIND + "V1, V2, V3, V4); nothing was changed.";
            assertThat(run.stderr()).endsWith(why + "\n");
            assertThat(json(Files.readString(message)).getString("message")).isEqualTo(why);
            assertThat(json(Files.readString(message)).getString("outcome")).isEqualTo(outcome);
        }
    }

    @Test
    void andWhileItWaitsForTheDatabase() {
        try (RunningProgram gate = program.start(with("DATABASE_URL", NOWHERE), "await")) {
            Eventually.holds("it waits", () -> gate.stderr().contains("Waiting for the database"));

            gate.signal("TERM");

            assertThat(gate.await().exitedWith(143).stderr()).endsWith("nothing was done.\n");
        }
    }

    @Test
    void withDriftItAlsoCompares() throws SQLException {
        program.run(database.environment()).exitedWith(0);
        assertThat(program.run(with(), "await", "--drift").exitedWith(0).stdout()).endsWith("is at version 4, and it looks as it should.\n");
        Query.execute(database, "ALTER TABLE users ADD COLUMN phone text");

        assertThat(program.run(with(), "await", "--drift").exitedWith(17).stdout()).endsWith("\n  unexpected  column users.phone text\n");
        program.run(with("MIGRATOR_DRIFT", "fail"), "await").exitedWith(17);
        program.run(with("MIGRATOR_DRIFT", "fail"), "await", "--drift", "warn").exitedWith(0);
        program.run(with(), "await").exitedWith(0);
    }

    @Test
    void aWrongTimeIsRefused() {
        assertThat(program.run(with("MIGRATOR_AWAIT", "soon"), "await").exitedWith(10).stderr())
                .startsWith("MIGRATOR_AWAIT is \"soon\": this is not a duration, for example");
        assertThat(program.run(with(), "await", "--await", "10").exitedWith(10).stderr()).startsWith("--await is \"10\": a duration needs a unit");
    }

    /** What has no options starts no framework. */
    @Test
    void bothWaysSayTheSame() throws IOException {
        program.run(database.environment(), "migrate", "--to", "3").exitedWith(0);
        assertThat(told(20, "await")).isEqualTo(told(20, "await", "--lock-retries", "10"));

        program.run(database.environment()).exitedWith(0);
        assertThat(told(0, "await")).isEqualTo(told(0, "await", "--lock-retries", "10"));
    }

    private List<String> told(int exitCode, String... arguments) throws IOException {
        ProgramRun run = program.run(with("MIGRATOR_AWAIT", "0s"), arguments).exitedWith(exitCode);
        return List.of(run.stdout(), run.stderr(), Files.readString(message).replaceAll("\"milliseconds\":\\d+", ""));
    }

    private Map<String, String> with(String... more) {
        Map<String, String> all = new HashMap<>(database.environment());
        all.put("MIGRATOR_TERMINATION_LOG", message.toString());
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
