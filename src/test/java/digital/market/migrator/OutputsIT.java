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

/** Where a run's end is told, and in which form. */
class OutputsIT {

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    @TempDir
    private Path scripts;
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
    void standardOutputIsCalmAndStandardErrorIsEmpty() {
        ProgramRun first = program.run(database.environment()).exitedWith(0);
        ProgramRun second = program.run(database.environment()).exitedWith(0);

        String where = "%1$s@127.0.0.1:%2$d/%1$s, schema public\n".formatted(database.name(), database.server().port());
        assertThat(first.stdout().replaceAll("\\d+ (ms|s)", "TIME")).isEqualTo(where + """
                  ✓ V1  initial schema  TIME
                  ✓ V2  hidden content  TIME
                  ✓ V3  payment id      TIME
                  ✓ V4  payment type    TIME
                Applied 4 migrations: schema public went from no version to version 4.
                """);
        assertThat(second.stdout()).isEqualTo(where + "Nothing to do: schema public is at version 4.\n");
        assertThat(first.stderr() + second.stderr()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void jsonIsOneObjectOnOneLineByOptionAndByVariable(boolean option) {
        ProgramRun run = option ? program.run(database.environment(), "--json")
                : program.run(with(Map.of("MIGRATOR_JSON", "true")));

        JsonObject report = onlyObject(run.exitedWith(0).stdout());
        assertThat(report.keySet()).containsExactly("message", "outcome", "exitCode", "target", "schema", "to", "applied", "ahead", "drift",
                "notes", "milliseconds");
        assertThat(report.getJsonArray("applied")).hasSize(4);
        assertThat(report.getJsonArray("applied").getJsonObject(0).keySet())
                .containsExactly("version", "description", "script", "milliseconds");
        assertThat(report.getString("to")).isEqualTo("4");
        assertThat(run.stderr()).isEmpty();
    }

    @Test
    void theJsonOfAFailureSaysWhereAndWhatPostgresqlSaid() throws IOException {
        ProgramRun run = program.run(failing("CREATE TABLE t (a integer UNIQUE);\nINSERT INTO t\n  VALUES (1), (1);"), "--json").exitedWith(15);

        JsonObject report = onlyObject(run.stdout());
        assertThat(report.keySet()).containsExactly("message", "outcome", "exitCode", "target", "schema", "applied", "ahead", "notes",
                "script", "line", "statement", "sqlState", "serverMessage", "detail", "advice", "milliseconds");
        assertThat(report.getString("script")).isEqualTo("V1__fails.sql");
        assertThat(report.getInt("line")).isEqualTo(2);
        assertThat(report.getString("statement")).isEqualTo("INSERT INTO t\n  VALUES (1), (1)");
        assertThat(report.getString("sqlState")).isEqualTo("23505");
        assertThat(report.getString("detail")).isEqualTo("Key (a)=(1) already exists.");
        assertThat(run.stderr()).contains("V1__fails.sql failed in line 2 and was rolled back: duplicate key value");
    }

    @Test
    void theReportFileHoldsWhatJsonPrints() throws IOException {
        Path file = Files.writeString(folder.resolve("report.json"), "an older report");

        ProgramRun run = program.run(with(Map.of("MIGRATOR_REPORT_FILE", file.toString())), "--json").exitedWith(0);

        assertThat(file).hasContent(run.stdout());
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void theReportFileIsWrittenOnFailureToo() throws IOException {
        Path file = folder.resolve("report.json");
        Map<String, String> environment = failing("SELECT nonsense;");
        environment.put("MIGRATOR_REPORT_FILE", file.toString());

        ProgramRun failed = program.run(environment).exitedWith(15);
        assertThat(onlyObject(Files.readString(file)).getString("sqlState")).as(failed.toString()).isEqualTo("42703");

        program.run(Map.of("MIGRATOR_REPORT_FILE", file.toString())).exitedWith(10);
        assertThat(onlyObject(Files.readString(file)).getString("outcome")).isEqualTo("configuration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nowhere/report.json", "FOLDER"})
    void aReportFileThatCannotBeWrittenChangesNothingOfTheOutcome(String file) throws IOException {
        Path occupied = Files.createDirectories(folder.resolve("occupied/by-a-file")).getParent();
        String path = file.replace("FOLDER", occupied.toString());

        ProgramRun run = program.run(with(Map.of("MIGRATOR_REPORT_FILE", path))).exitedWith(0);

        assertThat(run.stdout()).contains("Applied 4 migrations");
        assertThat(run.stderr().lines()).singleElement().asString().contains("WARN", "The report could not be written to " + path);
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(occupied));
    }

    @Test
    void logsAreJsonWhereThatIsAskedFor() {
        ProgramRun run = program.run(with(Map.of("MIGRATOR_LOG_FORMAT", "json", "MIGRATOR_FUTURE_SETTING", "x", "DB_SERVICE_HOST", "10.0.0.1")))
                .exitedWith(0);

        assertThat(run.stderr().lines()).hasSize(2).allSatisfy(line -> {
            JsonObject json = onlyObject(line + "\n");
            assertThat(json.getString("level")).isEqualTo("WARN");
            assertThat(json).as("the names that docs/exit-codes.md promises").containsKeys("timestamp", "loggerName", "message");
        });
        assertThat(run.stdout()).contains("Applied 4 migrations");
    }

    @Test
    void aFailureIsALogLineWhereLogsAreJson() throws IOException {
        Map<String, String> environment = failing("SELECT nonsense;");
        environment.put("MIGRATOR_LOG_FORMAT", "json");

        ProgramRun run = program.run(environment).exitedWith(15);

        assertThat(onlyObject(run.stderr()).getString("message")).startsWith("V1__fails.sql failed in line 1 and was rolled back");
    }

    private Map<String, String> failing(String sql) throws IOException {
        Files.writeString(scripts.resolve("V1__fails.sql"), sql);
        return with(Map.of("MIGRATOR_LOCATIONS", "filesystem:" + scripts));
    }

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.putAll(more);
        return environment;
    }

    private static JsonObject onlyObject(String text) {
        assertThat(text.lines()).hasSize(1);
        assertThat(text).endsWith("\n");
        return Json.createReader(new StringReader(text)).readObject();
    }
}
