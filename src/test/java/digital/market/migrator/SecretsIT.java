package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

/** The value of a secret placeholder shows in no output; what is no secret is shown, and a statement to be pasted is whole or not given. */
class SecretsIT {

    private static final String SECRET = "Kq'7\"zP\\x-w0Rd-4711-and-more";
    private static final List<String> FORMS = List.of(SECRET, SECRET.replace("'", "''"), SECRET.substring(0, 8), SECRET.substring(0, 12),
            URLEncoder.encode(SECRET, StandardCharsets.UTF_8), "w0Rd-4711");

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    @TempDir
    private Path outputs;
    private TestDatabase database;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeDatabase() throws IOException {
        database = Postgres.V18.newDatabase();
        Files.createFile(outputs.resolve("termination"));
        Files.writeString(outputs.resolve("target"), "table users\n");
        environment.putAll(database.environment());
        environment.putAll(Map.of("MIGRATOR_LOCATIONS", "filesystem:" + folder, "MIGRATOR_PLACEHOLDER_API_TOKEN", SECRET,
                "MIGRATOR_PLACEHOLDER_DSN", SECRET + "#", "MIGRATOR_SECRETS", "dsn", "MIGRATOR_PLACEHOLDER_SCHEMA", "public",
                "MIGRATOR_TERMINATION_LOG", outputs.resolve("termination").toString(), "MIGRATOR_REPORT_FILE", outputs.resolve("report").toString()));
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void anErrorThatRepeatsOneHidesIt() {
        new ScriptFolder(folder).add("V1__a.sql", """
                CREATE TABLE users (id int, note text, n int NOT NULL);
                DO $do$ BEGIN RAISE WARNING '%', $x$ ${api_token}$x$; END $do$;
                INSERT INTO users VALUES (1, $x$ ${api_token}$x$ || repeat('and so on', 20), NULL);
                """);
        run(15, "migrate");
        run(15, "migrate", "--json");
        environment.put("MIGRATOR_LOG_FORMAT", "json");
        run(15, "migrate");
        new ScriptFolder(folder).add("V1__a.sql", "DO $do$ BEGIN RAISE EXCEPTION '%', 'postgresql://u:"
                + URLEncoder.encode(SECRET, StandardCharsets.UTF_8) + "@h/' USING DETAIL = $x$ ${dsn}$x$; END $do$;");
        assertThat(run(15, "migrate").stderr()).contains("${api_token}");
    }

    @Test
    void aSchemaThatHoldsOneIsComparedWithoutItAndNotWritten() {
        new ScriptFolder(folder).add("V1__a.sql", "CREATE TABLE ${schema}.users (id int, note text DEFAULT $x$ ${api_token}$x$);");
        run(0, "migrate");

        ProgramRun drift = run(17, "check", "--target=" + outputs.resolve("target"));
        assertThat(drift.stdout()).contains("${api_token}");
        run(17, "check", "--json", "--target=" + outputs.resolve("target"));
        ProgramRun refused = run(10, "check", "--write-target=" + outputs.resolve("new"));
        assertThat(refused.stderr()).contains("holds the value of a secret placeholder");
        assertThat(outputs.resolve("new")).doesNotExist();
    }

    @Test
    void whatIsNoSecretIsShownAndAStatementToBePastedIsWhole() throws SQLException {
        new ScriptFolder(folder).add("V0__start.sql", "SELECT 1;");
        run(0, "migrate");
        Query.executeAsSuperuser(database, "CREATE TABLE public.public_orders (id int); CREATE TABLE public.\"" + SECRET.replace("\"", "\"\"") + "\" (id int)");
        new ScriptFolder(folder).add("V1__a.sql", "SELECT * FROM ${schema}_orders;");
        assertThat(run(15, "migrate").stderr()).contains("GRANT SELECT ON TABLE \"public_orders\" TO");

        new ScriptFolder(folder).add("V1__a.sql", "SELECT * FROM \"" + SECRET.replace("\"", "\"\"") + "\";");
        assertThat(run(15, "migrate").stderr()).contains("${api_token}").doesNotContain("GRANT SELECT");
    }

    @Test
    void configShowsWhatIsNoSecret() {
        ProgramRun config = run(0, "config");

        assertThat(config.stdout().lines().map(line -> line.replaceAll(" +", " "))).contains("placeholder.schema public MIGRATOR_PLACEHOLDER_SCHEMA",
                "placeholder.api_token **** MIGRATOR_PLACEHOLDER_API_TOKEN", "placeholder.dsn **** MIGRATOR_PLACEHOLDER_DSN",
                "secrets dsn MIGRATOR_SECRETS");
    }

    /** Runs, and looks at all that was told. */
    private ProgramRun run(int exitCode, String command, String... options) {
        ProgramRun run = program.run(environment, List.of(List.of(command), List.of(options)).stream().flatMap(List::stream).toArray(String[]::new))
                .exitedWith(exitCode);
        for (String text : List.of(run.stdout(), run.stderr(), read("termination"), read("report"))) {
            assertThat(FORMS).as(run.toString()).noneMatch(text::contains);
        }
        return run;
    }

    private String read(String file) {
        try {
            return Files.exists(outputs.resolve(file)) ? Files.readString(outputs.resolve(file)) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
