package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kubernetes puts into a container unasked: variables for its Services, and links where one mounted files. */
class KubernetesSurprisesIT {

    private static final Map<String, String> SERVICE_LINKS = Map.of(
            "DB_PORT", "tcp://10.0.0.1:5432",
            "DB_SERVICE_HOST", "10.0.0.1",
            "DB_SERVICE_PORT", "5432",
            "DB_PORT_5432_TCP", "tcp://10.0.0.1:5432",
            "DB_PORT_5432_TCP_ADDR", "10.0.0.1",
            "DB_PORT_5432_TCP_PORT", "5432",
            "DB_PORT_5432_TCP_PROTO", "tcp",
            "MIGRATOR_PORT", "tcp://10.0.0.2:80",
            "MIGRATOR_SERVICE_HOST", "10.0.0.2");

    private final Program program = Program.packaged();

    @TempDir
    private Path mounted;

    @Test
    void variablesOfServicesAreIgnoredWithOneWarning() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            Map<String, String> environment = new HashMap<>(SERVICE_LINKS);
            environment.putAll(database.environment());

            ProgramRun run = program.run(environment).exitedWith(0);

            assertThat(run.stdout()).startsWith(database.role() + "@127.0.0.1:" + database.server().port() + "/")
                    .contains("Applied 4 migrations");
            assertThat(run.stderr().lines()).singleElement().asString().contains(SERVICE_LINKS.keySet())
                    .contains(" WARN ", "are ignored: Kubernetes sets such variables", "enableServiceLinks: false");
        }
    }

    @Test
    void variablesOfServicesDoNotOverrideParts() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            Map<String, String> environment = new HashMap<>(SERVICE_LINKS);
            environment.putAll(Map.of("DB_HOST", "127.0.0.1", "PGPORT", String.valueOf(database.server().port()),
                    "DB_NAME", database.name(), "DB_USER", database.role(), "DB_PASSWORD", database.password()));

            assertThat(program.run(environment).exitedWith(0).stdout()).contains("Applied 4 migrations");
        }
    }

    @Test
    void eachScriptOfAMountedConfigMapIsSeenOnceAlsoAfterTheKubeletHasSwappedIt() throws IOException, SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            Map<String, String> environment = new HashMap<>(database.environment());
            environment.put("MIGRATOR_LOCATIONS", "filesystem:" + mounted);
            Map<String, String> scripts = new HashMap<>(Map.of("V1__a.sql", "CREATE TABLE a ();",
                    "V2__i.sql", "CREATE INDEX CONCURRENTLY i ON a ((1));", "V2__i.sql.conf", "executeInTransaction=false"));
            mount("..2026_11_22_10_00_00.1", scripts);

            assertThat(program.run(environment).exitedWith(0).stdout()).contains("Applied 2 migrations");
            assertThat(history(database)).containsExactly("V1__a.sql", "V2__i.sql");

            scripts.put("V3__c.sql", "CREATE TABLE c ();");
            mount("..2026_11_22_10_05_00.2", scripts);

            assertThat(program.run(environment).exitedWith(0).stdout()).contains("Applied 1 migration:");
            assertThat(history(database)).containsExactly("V1__a.sql", "V2__i.sql", "V3__c.sql");
            assertThat(program.run(environment).exitedWith(0).stdout()).contains("Nothing to do: schema public is at version 3.");
        }
    }

    /** As the kubelet's {@code AtomicWriter} does it: a new folder, a link that is swapped, a link for each new file. */
    private void mount(String revision, Map<String, String> files) throws IOException {
        Path data = mounted.resolve("..data");
        Path folder = Files.createDirectory(mounted.resolve(revision));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        Path old = Files.exists(data) ? data.toRealPath() : null;
        Path link = Files.createSymbolicLink(mounted.resolve("..data_tmp"), Path.of(revision));
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
        for (String name : files.keySet()) {
            if (!Files.isSymbolicLink(mounted.resolve(name))) {
                Files.createSymbolicLink(mounted.resolve(name), Path.of("..data", name));
            }
        }
        if (old != null) {
            for (String name : files.keySet()) {
                Files.deleteIfExists(old.resolve(name));
            }
            Files.delete(old);
        }
    }

    private static List<String> history(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT script FROM flyway_schema_history ORDER BY installed_rank")) {
            List<String> scripts = new ArrayList<>();
            while (row.next()) {
                scripts.add(row.getString(1));
            }
            return scripts;
        }
    }
}
