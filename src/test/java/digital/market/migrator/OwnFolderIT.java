package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's way to migrate by a folder of one's own, with the jar or the binary. */
class OwnFolderIT {

    private static final String JAR = "java -jar target/quarkus-app/quarkus-run.jar";

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;

    @Test
    void theCommandsOfTheReadmeMigrateAndCompare() throws IOException, SQLException {
        new ScriptFolder(folder.resolve("migrations")).add("V1__goods.sql", "CREATE TABLE goods (id integer PRIMARY KEY);");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            String commands = commands().replace("postgresql://bot:secret@db.example:5432/shop", "'" + database.url() + "'");

            ProgramRun run = bash(commands).exitedWith(0);

            assertThat(run.stdout()).contains("Applied 1 migration", "what schema public looks like at version 1.", "In order: ");
            assertThat(folder.resolve("migrations/target-schema.txt")).content().contains("table goods");
            Query.execute(database, "ALTER TABLE goods ADD COLUMN price integer");
            assertThat(bash(commands.lines().filter(line -> !line.contains("--write-target")).collect(Collectors.joining("\n"))).exitedWith(17).stdout())
                    .contains("unexpected  column goods.price integer");
        }
    }

    /** As they stand there, but for the program. */
    private String commands() throws IOException {
        String chapter = Files.readString(Path.of("README.md")).split("\n### Your own folder\n")[1];
        String commands = chapter.substring(chapter.indexOf("```sh\n") + "```sh\n".length(), chapter.indexOf("\n```\n"));
        assertThat(commands.lines()).hasSize(5);
        return commands.replace(JAR, program.command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")));
    }

    private ProgramRun bash(String commands) {
        return new Program(List.of("bash", "-ec")).run(Map.of(), "cd '" + folder + "'\n" + commands);
    }
}
