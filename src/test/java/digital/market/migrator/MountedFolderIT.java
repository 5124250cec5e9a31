package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts from folders that are known at run time only. */
class MountedFolderIT {

    private static final String PACKAGED = "classpath:db/migration";

    private final Program program = Program.packaged();

    @TempDir
    private Path mounted;
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
    void aFolderReplacesThePackagedMigrations() throws IOException, SQLException {
        write("V1__mine.sql", "CREATE TABLE mine ();");

        run("filesystem:" + mounted);

        assertThat(tables()).containsExactly("flyway_schema_history", "mine");
        assertThat(history()).containsExactly("V1__mine.sql");
    }

    @Test
    void aSubfolderIsAPartOfTheScriptsName() throws IOException, SQLException {
        write("V1__mine.sql", "CREATE TABLE mine ();");
        write("2026/spring/V2__more.sql", "CREATE TABLE more ();");

        run("filesystem:" + mounted);

        assertThat(history()).containsExactly("V1__mine.sql", "2026/spring/V2__more.sql");
    }

    @Test
    void twoFoldersMakeOneCatalog() throws IOException, SQLException {
        write("one/V1__a.sql", "CREATE TABLE a ();");
        write("one/V3__c.sql", "CREATE TABLE c ();");
        write("two/V2__b.sql", "CREATE TABLE b ();");

        run("filesystem:" + mounted.resolve("one") + ",filesystem:" + mounted.resolve("two"));

        assertThat(history()).containsExactly("V1__a.sql", "V2__b.sql", "V3__c.sql");
    }

    @Test
    void aFolderCanAddToThePackagedMigrations() throws IOException, SQLException {
        write("V5__more.sql", "CREATE TABLE more ();");
        write("R__view.sql", "CREATE OR REPLACE VIEW names AS SELECT category_name FROM categories;");

        ProgramRun run = run(PACKAGED + ",filesystem:" + mounted);

        assertThat(history()).containsExactly("V1__initial_schema.sql", "V2__hidden_content.sql", "V3__payment_id.sql",
                "V4__payment_type.sql", "V5__more.sql", "R__view.sql");
        assertThat(run.stdout()).contains("Applied 6 migrations: schema public went from no version to version 5.");
    }

    @Test
    void thePackagedMigrationsGoByTheSameNamesFromAFolder() throws IOException, SQLException {
        run(PACKAGED);
        List<String> packaged = history();
        for (String script : packaged) {
            Files.copy(Path.of("src/main/resources/db/migration").resolve(script), mounted.resolve(script));
        }

        ProgramRun run = run("filesystem:" + mounted);

        assertThat(run.stdout()).contains("Nothing to do: schema public is at version 4.");
    }

    @Test
    void aFolderNamedByALinkIsRead() throws IOException, SQLException {
        write("real/V1__mine.sql", "CREATE TABLE mine ();");
        Path link = Files.createSymbolicLink(mounted.resolve("link"), Path.of("real"));

        run("filesystem:" + link);

        assertThat(history()).containsExactly("V1__mine.sql");
    }

    @Test
    void theOptionNamesAFolderToo() throws IOException, SQLException {
        write("V1__mine.sql", "CREATE TABLE mine ();");
        write("V2__more.sql", "CREATE TABLE more ();");

        program.run(database.environment(), "migrate", "--locations", "filesystem:" + mounted, "--to=1").exitedWith(0);

        assertThat(history()).containsExactly("V1__mine.sql");
    }

    private ProgramRun run(String locations) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("MIGRATOR_LOCATIONS", locations);
        return program.run(environment).exitedWith(0);
    }

    private void write(String path, String sql) throws IOException {
        Path file = mounted.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, sql);
    }

    private List<String> history() throws SQLException {
        return strings("SELECT script FROM flyway_schema_history ORDER BY installed_rank");
    }

    private List<String> tables() throws SQLException {
        return strings("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    }

    private List<String> strings(String query) throws SQLException {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> strings = new ArrayList<>();
            while (row.next()) {
                strings.add(row.getString(1));
            }
            return strings;
        }
    }
}
