package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import digital.market.migrator.testing.PgDump;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code offline}: a script that others run, made without a database. */
class OfflineIT {

    private static final Map<String, String> NOTHING = Map.of();

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void whatPsqlDoesWithItIsWhatAnOnlineRunDoes(Postgres postgres) throws SQLException, IOException {
        try (TestDatabase online = postgres.newDatabase(); TestDatabase offline = postgres.newDatabase()) {
            program.run(online.environment()).exitedWith(0);
            Path script = Files.writeString(folder.resolve("script.sql"), program.run(NOTHING, "offline").exitedWith(0).stdout());
            Psql.on(offline).run(script).exitedWith(0);

            assertThat(Snapshot.of(offline).schema()).isEqualTo(Snapshot.of(online).schema());
            assertThat(PgDump.schema(offline)).isEqualTo(PgDump.schema(online));
            assertThat(history(offline)).isEqualTo(history(online)).hasSize(4);
            assertThat(program.run(offline.environment()).exitedWith(0).stdout()).contains("Nothing to do");

            Snapshot once = Snapshot.of(offline);
            Psql.on(offline).run(script).exitedWith(Psql.STOPPED);
            Psql.on(offline).thatCarriesOn().run(script).exitedWith(0);
            assertThat(Snapshot.of(offline)).isEqualTo(once);
        }
    }

    /** Not with Quarkus around it either, whose extensions bring the driver along. */
    @Test
    void noDriverIsLoaded() throws IOException {
        assumeThat(program.command()).as("a native image loads no classes").contains("-jar");
        Path log = folder.resolve("classes.log");

        program.run(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log), "offline", "--resume").exitedWith(0);

        List<String> classes = Files.readAllLines(log);
        assertThat(classes).anyMatch(line -> line.contains(MigrationEnvironment.class.getName()));
        assertThat(classes).noneMatch(line -> line.contains("org.postgresql."));
    }

    @Test
    void theSameScriptsGiveTheSameBytes() throws IOException {
        String script = program.run(NOTHING, "offline").exitedWith(0).stdout();
        Path file = folder.resolve("script.sql");
        Map<String, String> elsewhere = Map.of("DATABASE_URL", "postgresql://bot:secret@db.example/shop", "TZ", "Asia/Tokyo");

        ProgramRun run = program.run(elsewhere, "offline", "--output", file.toString()).exitedWith(0);

        assertThat(run.stdout() + run.stderr()).isEmpty();
        assertThat(file).hasContent(script);
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining(other -> !file.equals(other));
        assertThat(script).matches("(?s)-- market-migrator \\S+\n-- Catalog: SHA-256 [0-9a-f]{64}\n.*")
                .contains("\n-- From an empty database to version 4.\n").contains("\n-- Run it by: psql -X -v ON_ERROR_STOP=1 -f FILE\n")
                .doesNotContain("db.example", folder.toString());
    }

    @Test
    void theCommandsOfTheReadmeDoWhatItSays() throws SQLException, IOException {
        assumeThat(program.command()).as("the README starts the jar").contains("-jar");
        String chapter = Files.readString(Path.of("README.md")).split("\n## Without a connection\n")[1];
        String commands = chapter.substring(chapter.indexOf("```sh\n") + "```sh\n".length(), chapter.indexOf("\n```\n"));
        Files.createSymbolicLink(folder.resolve("target"), Path.of("target").toAbsolutePath());
        try (TestDatabase database = Postgres.V17.newDatabase()) {
            program.run(database.environment(), "migrate", "--to", "2").exitedWith(0);

            new Program(List.of("bash", "-ec")).run(Psql.variables(database), "cd '" + folder + "'\n" + commands).exitedWith(0);

            assertThat(program.run(database.environment()).exitedWith(0).stdout()).contains("Nothing to do", "version 4");
        }
    }

    @Test
    void whatCannotBeMadeLeavesNothingBehind() throws IOException {
        Path file = Files.writeString(folder.resolve("script.sql"), "-- before");
        Path report = folder.resolve("report.json");
        Path message = Files.writeString(folder.resolve("message"), "");
        String sentence = "MIGRATOR_TO (--to) is \"7\": the catalog has no such version; its newest is 4.";

        ProgramRun run = program.run(Map.of("MIGRATOR_TO", "7", "MIGRATOR_REPORT_FILE", report.toString(), "MIGRATOR_TERMINATION_LOG", message.toString()),
                "offline", "--output", file.toString()).exitedWith(10);

        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).isEqualTo(sentence + "\n");
        assertThat(file).hasContent("-- before");
        assertThat(json(Files.readString(report)).getString("message")).isEqualTo(sentence);
        assertThat(json(Files.readString(message)).getString("outcome")).isEqualTo("configuration");
        assertThat(program.run(NOTHING, "offline", "--to", "7").exitedWith(10).stdout()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() {
        Path file = folder.resolve("nowhere/script.sql");

        ProgramRun run = program.run(NOTHING, "offline", "--output", file.toString()).exitedWith(10);

        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).isEqualTo("The script could not be written to " + file + " (no such file).\n"
                + "Let --output (MIGRATOR_OUTPUT) name a file in a folder that is there, that may be written to and has room.\n");
    }

    /** A ConfigMap that all commands share may say JSON, and the script is needed all the same. */
    @Test
    void withJsonTheFileHoldsTheScriptAndStandardOutputThePlan() throws IOException {
        Path file = folder.resolve("script.sql");

        ProgramRun run = program.run(Map.of("MIGRATOR_JSON", "true"), "offline", "--output", file.toString()).exitedWith(0);

        assertThat(file).hasContent(program.run(NOTHING, "offline").exitedWith(0).stdout());
        assertThat(json(run.stdout()).getJsonArray("migrations")).hasSize(4);
        assertThat(run.stdout().lines()).hasSize(1);
        assertThat(run.stderr()).isEmpty();
    }

    @Test
    void withJsonAFailureIsJsonToo() throws IOException {
        ProgramRun run = program.run(NOTHING, "offline", "--json", "--to", "7").exitedWith(10);

        assertThat(json(run.stdout()).getString("outcome")).isEqualTo("configuration");
    }

    @Test
    void thePlanIsForMachines() throws IOException {
        Path scripts = folder.resolve("scripts");
        new ScriptFolder(scripts).add("V1__a.sql", "SELECT 1;").add("V2__b.sql", "VACUUM;").add("U2__b.sql", "SELECT 1; SELECT 2")
                .add("R__c.sql", "COPY t FROM stdin;\n\\.\n");
        Map<String, String> environment = Map.of("MIGRATOR_LOCATIONS", "filesystem:" + scripts, "MIGRATOR_JSON", "true");
        Path report = folder.resolve("report.json");

        JsonObject plan = json(program.run(environment, "offline", "--from", "1", "--report-file", report.toString()).exitedWith(0).stdout());

        assertThat(plan.getString("message")).isEqualTo("2 scripts, which bring schema public from version 1 to version 2.");
        assertThat(plan.getString("from") + plan.getString("to") + plan.getBoolean("down") + plan.getBoolean("psqlOnly") + plan.getBoolean("resume"))
                .isEqualTo("12falsetruefalse");
        assertThat(plan.getString("catalog")).hasSize(64);
        assertThat(plan.getJsonArray("migrations")).hasToString("[{\"script\":\"V2__b.sql\",\"version\":\"2\",\"description\":\"b\",\"checksum\":"
                + plan.getJsonArray("migrations").getJsonObject(0).getInt("checksum") + ",\"transactional\":false,\"statements\":1},"
                + "{\"script\":\"R__c.sql\",\"description\":\"c\",\"checksum\":" + plan.getJsonArray("migrations").getJsonObject(1).getInt("checksum")
                + ",\"transactional\":true,\"statements\":1}]");
        assertThat(json(Files.readString(report)).getJsonArray("migrations")).isEqualTo(plan.getJsonArray("migrations"));
        JsonObject down = json(program.run(environment, "offline", "--down", "--to", "1", "--resume").exitedWith(0).stdout());
        assertThat(down.getString("message")).isEqualTo("1 script, which takes schema public from version 2 back to version 1.");
        assertThat(down.getBoolean("resume")).isTrue();
    }

    private static List<String> history(TestDatabase database) throws SQLException {
        return Query.history(database).stream().map(row -> row.replace(database.role(), "(role)")).toList();
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
