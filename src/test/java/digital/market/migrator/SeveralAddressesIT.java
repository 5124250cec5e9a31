package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name with several addresses, as a headless Service has. */
class SeveralAddressesIT {

    @TempDir
    private Path folder;

    @Test
    void theServerIsFoundBehindTheSecondOne() throws Exception {
        Program program = Program.packaged();
        assumeFalse(program.isNative(), "Only a JVM takes its names from a file of the test's.");
        Path names = Files.writeString(folder.resolve("hosts"), "127.0.0.2 members.example\n127.0.0.1 members.example\n");
        List<String> command = new ArrayList<>(program.command());
        command.add(1, "-Djdk.net.hosts.file=" + names);
        try (TestDatabase database = Postgres.V17.newDatabase()) {
            String url = database.url().replace("127.0.0.1", "members.example").replace("localhost", "members.example");

            new Program(command).run(Map.of("DATABASE_URL", url, "MIGRATOR_WAIT", "20s")).exitedWith(0);

            assertThat(Query.rows(database, "SELECT count(*) FROM flyway_schema_history")).containsExactly("4");
        }
    }
}
