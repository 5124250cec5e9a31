package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pod that is deleted sends SIGTERM, Ctrl+C sends SIGINT: the run is cancelled and says so. */
class SignalsIT {

    private static final String NOTHING_DONE = "The run was cancelled before it reached the database: nothing was done.";
    private static final String ROLLED_BACK = "The run was cancelled; what was not finished is rolled back.";

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    private Path message;
    private ScriptFolder scripts;
    private TestDatabase database;

    @BeforeEach
    void makeADatabaseAndAScript() throws IOException {
        database = Postgres.V18.newDatabase();
        message = Files.writeString(folder.resolve("termination-log"), "");
        scripts = new ScriptFolder(folder.resolve("scripts")).add("V1__one.sql", "CREATE TABLE one ();");
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    /** Directly, and by way of the command line. */
    @ParameterizedTest
    @CsvSource({"TERM, 143, terminated, migrate", "INT, 130, interrupted, migrate", "TERM, 143, terminated, --json=false",
            "INT, 130, interrupted, --json=false"})
    void whileItWaitsForTheDatabase(String signal, int exitCode, String outcome, String argument) throws Exception {
        try (RunningProgram running = program.start(with("DATABASE_URL", "postgresql://bot@127.0.0.1:1/shop", "MIGRATOR_WAIT", "10m"),
                argument)) {
            Eventually.holds("it waits", () -> running.stderr().contains("Waiting for the database"));

            running.signal(signal);

            ProgramRun run = running.await().exitedWith(exitCode);
            assertThat(run.stderr()).endsWith(NOTHING_DONE + "\n");
            assertThat(Files.readString(message)).startsWith("{\"message\":\"" + NOTHING_DONE + "\",\"outcome\":\"" + outcome + "\"");
        }
    }

    /** A dump of the heap would hold the password. It would lie in the working directory. */
    @ParameterizedTest
    @ValueSource(strings = {"USR1", "QUIT"})
    void noSignalWritesAFile(String signal) throws Exception {
        List<Path> before = workingDirectory();
        try (RunningProgram running = program.start(with("DATABASE_URL", "postgresql://bot@127.0.0.1:1/shop", "MIGRATOR_WAIT", "10m"))) {
            Eventually.holds("it waits", () -> running.stderr().contains("Waiting for the database"));

            running.signal(signal);
            running.end();
            running.await();
        }
        assertThat(workingDirectory()).isEqualTo(before);
    }

    private static List<Path> workingDirectory() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(""))) {
            return files.sorted().toList();
        }
    }

    @Test
    void whileTheServerDoesNotAnswer() throws Exception {
        try (TcpRelay silent = TcpRelay.that(client -> { });
                RunningProgram running = program.start(with("DATABASE_URL", "postgresql://bot@127.0.0.1:" + silent.port() + "/shop"))) {
            Eventually.holds("it is connected", () -> silent.connections() > 0);

            running.signal("TERM");

            assertThat(running.await().exitedWith(143).stderr()).endsWith(NOTHING_DONE + "\n");
        }
    }

    @Test
    void whileItWaitsForAnotherMigrator() throws Exception {
        try (Connection holder = database.connect()) {
            Query.execute(holder, "SELECT pg_advisory_lock(" + MigratorsLock.KEY + ")");
            try (RunningProgram running = program.start(with())) {
                Eventually.holds("it asks for the lock", () -> Migrators.sessions(database).toString().contains("advisory"));

                running.signal("TERM");

                assertThat(running.await().exitedWith(143).stderr()).endsWith(ROLLED_BACK + "\n");
                assertThat(Query.hasTable(database, "one")).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void whileAStatementRuns(String signal) throws Exception {
        scripts.add("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");
        try (RunningProgram running = program.start(with())) {
            Migrators.execute(database, "pg_sleep");

            running.signal(signal);

            ProgramRun run = running.await().exitedWith(signal.equals("TERM") ? 143 : 130);
            assertThat(run.stdout()).contains("✓ V1  one");
            assertThat(run.stderr()).contains("rolled back");
            assertThat(Query.history(database)).hasSize(1);
            assertThat(Query.hasTable(database, "two")).isFalse();
            Migrators.areGone(database);
        }
    }

    @Test
    void aSecondSignalEndsTheProcessAtOnce() throws Exception {
        scripts.add("V2__two.sql", "SELECT pg_sleep(600);");
        try (TcpRelay relay = TcpRelay.that(TcpRelay.passesOnTo(database));
                RunningProgram running = program.start(with("DATABASE_URL",
                        database.url().replace(":" + database.server().port(), ":" + relay.port())))) {
            Migrators.execute(database, "pg_sleep");
            Migrators.areWatched(database);
            int connections = relay.connections();
            relay.now(client -> { });
            running.signal("TERM");
            Eventually.holds("it asks the server to cancel, and has no answer", () -> relay.connections() > connections);

            running.signal("TERM");

            assertThat(running.await().exitedWith(143).stderr()).doesNotContain("cancelled");
            assertThat(message).isEmptyFile();
        }
    }

    private Map<String, String> with(String... more) {
        Map<String, String> all = new HashMap<>(database.environment());
        all.put("MIGRATOR_LOCATIONS", "filesystem:" + scripts.path());
        all.put("MIGRATOR_TERMINATION_LOG", message.toString());
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
