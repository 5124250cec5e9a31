package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kubernetes shows of the container once the program has ended: a little JSON, however it ended. */
class TerminationLogIT {

    private static final int LIMIT = 2048;

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    private Path log;
    private TestDatabase database;

    @BeforeEach
    void makeADatabaseAndTheFileThatTheKubeletMounts() throws IOException {
        database = Postgres.V18.newDatabase();
        log = Files.writeString(folder.resolve("termination-log"), "left over ".repeat(500));
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void successIsToldInOneSentence() throws IOException {
        program.run(with(Map.of())).exitedWith(0);

        assertThat(message(0)).isEqualTo("Applied 4 migrations: schema public went from no version to version 4.");
    }

    @Test
    void aVeryLongFailureInManyLanguagesFits() throws IOException {
        Path scripts = Files.createDirectory(folder.resolve("scripts"));
        Files.writeString(scripts.resolve("V1__größe.sql"), "-- 😀\nDO $$ BEGIN RAISE EXCEPTION '%', repeat('ü\"€\\😀' || chr(10), 800); END $$ /* "
                + "😀".repeat(3000) + " */;");

        ProgramRun run = program.run(with(Map.of("MIGRATOR_LOCATIONS", "filesystem:" + scripts, "LANG", "C.UTF-8"))).exitedWith(15);

        assertThat(message(15)).as(run.toString()).startsWith("V1__größe.sql failed in line 2 and was rolled back: ü\"€\\😀\nü\"€\\😀\n");
    }

    @Test
    void settingsThatCannotBeUsedAreToldAllOfThem() throws IOException {
        program.run(Map.of("MIGRATOR_TERMINATION_LOG", log.toString(), "MIGRATOR_LOCK_WAIT", "5")).exitedWith(10);

        assertThat(message(10)).contains("DATABASE_URL is not set", "MIGRATOR_LOCK_WAIT is \"5\"");
    }

    @Test
    void aWrongCommandLineIsToldToo() throws IOException {
        program.run(with(Map.of()), "--nonsense").exitedWith(2);

        assertThat(message(2)).isEqualTo("Unknown option: '--nonsense'. See market-migrator migrate --help.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--termination-log LOG --nonsense", "--nonsense --termination-log=LOG", "nonsense --termination-log LOG",
            "migrate extra --termination-log LOG", "--create-schema=maybe --termination-log LOG", "--schema --termination-log LOG",
            "config --to=3 --termination-log LOG", "help nonsense --termination-log LOG", "--termination-log LOG --lock-wait"})
    void aWrongCommandLineThatNamesTheFileIsToldThere(String arguments) throws IOException {
        ProgramRun run = program.run(database.environment(), arguments.replace("LOG", log.toString()).split(" ")).exitedWith(2);

        assertThat(message(2)).isNotEmpty().isEqualTo(run.stderr().strip().replace("\n", " "));
    }

    @Test
    void aWrongCommandLineIsToldWhereverItSays() throws IOException {
        Path file = folder.resolve("report");

        ProgramRun run = program.run(database.environment(), "--json", "--report-file=" + file, "--nonsense").exitedWith(2);

        assertThat(json(run.stdout()).getString("message")).startsWith("Unknown option: '--nonsense'");
        assertThat(Files.readString(file)).isEqualTo(run.stdout());
    }

    @Test
    void configTellsThereWhatItCannotUse() throws IOException {
        program.run(with(Map.of("MIGRATOR_LOCK_WAIT", "5")), "config").exitedWith(10);
        assertThat(message(10)).contains("MIGRATOR_LOCK_WAIT is \"5\"");

        program.run(database.environment(), "config", "--lock-wait=6", "--termination-log", log.toString()).exitedWith(10);
        assertThat(message(10)).contains("--lock-wait is \"6\"");
    }

    @Test
    void aStartThatFailsIsToldThereToo() throws IOException {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("QUARKUS_LOG_LEVEL", "nonsense");

        program.run(environment, "--termination-log", log.toString()).exitedWith(10);

        assertThat(message(10)).contains("QUARKUS_LOG_LEVEL");
    }

    @Test
    void theOptionNamesTheFileToo() throws IOException {
        program.run(database.environment(), "--termination-log=" + log).exitedWith(0);

        assertThat(message(0)).startsWith("Applied 4 migrations");
    }

    @Test
    void outsideOfAPodThereIsNoFileAndNoneIsMade() throws IOException {
        Files.delete(log);

        ProgramRun run = program.run(with(Map.of())).exitedWith(0);

        assertThat(folder).isEmptyDirectory();
        assertThat(run.stderr()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsAWarning() throws IOException {
        Files.delete(log);
        Files.createDirectory(log);

        ProgramRun run = program.run(with(Map.of())).exitedWith(0);

        assertThat(run.stderr().lines()).singleElement().asString().contains("WARN", "The termination message could not be written to " + log);
    }

    /** The message, if the file holds JSON that is small enough, begins with it, and tells this exit code. */
    private String message(int exitCode) throws IOException {
        assertThat(Files.size(log)).isLessThanOrEqualTo(LIMIT);
        JsonObject json = json(Files.readString(log));
        assertThat(json.keySet()).startsWith("message");
        assertThat(json.getInt("exitCode")).isEqualTo(exitCode);
        return json.getString("message");
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("MIGRATOR_TERMINATION_LOG", log.toString());
        environment.putAll(more);
        return environment;
    }
}
