package digital.market.migrator;

import static digital.market.migrator.testing.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code config}, and what else the program says about itself. None of it needs a database. */
class ConfigIT {

    private static final String SECRET = "hunter2-and-more";
    private static final String URL = "postgresql://bot:" + SECRET + "@nowhere.invalid/shop";

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;

    @Test
    void everySettingIsShownWithItsOriginAndSecretsAreNot() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), SECRET + "\n");
        Map<String, String> environment = Map.of("DATABASE_URL", "postgresql://bot@nowhere.invalid/shop", "PGPASSWORD_FILE", password.toString(),
                "MIGRATOR_SCHEMA", "Shop", "MIGRATOR_LOCK_WAIT", "1m", "MIGRATOR_PLACEHOLDER_TOKEN", SECRET);

        ProgramRun run = program.run(environment, "config", "--lock-wait", "5m").exitedWith(0);

        assertThat(run.stdout().lines().map(line -> line.replaceAll(" {2,}", " | "))).containsExactly(
                "host | nowhere.invalid | DATABASE_URL",
                "port | 5432 | default",
                "user | bot | DATABASE_URL",
                "database | shop | DATABASE_URL",
                "password | **** | PGPASSWORD_FILE",
                "sslmode | prefer | default",
                "locations | classpath:db/migration | default",
                "schema | Shop | MIGRATOR_SCHEMA",
                "create-schema | false | default",
                "table | flyway_schema_history | default",
                "role | none | default",
                "history-owner | none | default",
                "to | none | default",
                "wait | 60s | default",
                "auth-grace | 0s | default",
                "lock-wait | 5m | --lock-wait",
                "deadline | none | default",
                "lock-timeout | 3s | default",
                "lock-retries | 10 | default",
                "statement-timeout | none | default",
                "pooler | auto | default",
                "cleartext-password | refuse | default",
                "ahead | ignore | default",
                "adopt | auto | default",
                "drift | warn | default",
                "invalid-index | fail | default",
                "repair-line | none | default",
                "await | 10m | default",
                "from | none | default",
                "down | false | default",
                "resume | false | default",
                "output | none | default",
                "at | none | default",
                "yes | false | default",
                "target | none | default",
                "write-target | none | default",
                "log-format | text | default",
                "json | false | default",
                "report-file | none | default",
                "termination-log | /dev/termination-log | default",
                "secrets | none | default",
                "placeholders-file | none | default",
                "placeholder.token | **** | MIGRATOR_PLACEHOLDER_TOKEN");
        assertThat(run.stdout() + run.stderr()).doesNotContain(SECRET);
    }

    @Test
    void jsonSaysTheSame() {
        ProgramRun run = program.run(Map.of("DATABASE_URL", URL, "MIGRATOR_AHEAD", "fail"), "config", "--json").exitedWith(0);

        JsonObject settings = Json.createReader(new StringReader(run.stdout())).readObject().getJsonObject("settings");
        assertThat(settings.getJsonObject("password").toString()).isEqualTo("{\"value\":\"****\",\"origin\":\"DATABASE_URL\"}");
        assertThat(settings.getJsonObject("ahead").toString()).isEqualTo("{\"value\":\"fail\",\"origin\":\"MIGRATOR_AHEAD\"}");
        assertThat(settings.getJsonObject("json").getString("origin")).isEqualTo("--json");
        assertThat(run.stdout().lines()).hasSize(1);
    }

    @Test
    void settingsThatCannotBeUsedAreRefusedAsByMigrate() {
        ProgramRun run = program.run(Map.of("DATABASE_URL", URL.replace("postgresql", "mysql"), "MIGRATOR_LOCK_WAIT", "5"), "config");

        assertRefused(run, 10, SECRET, "DATABASE_URL cannot be used: its scheme must be one of PostgreSQL's", "MIGRATOR_LOCK_WAIT is \"5\"");
    }

    @Test
    void theTableIsShownTogetherWithWhatIsWrong() {
        Map<String, String> broken = Map.of("DATABASE_URL", URL, "MIGRATOR_LOCK_WAIT", "5", "MIGRATOR_SCHEMA", URL, "MIGRATOR_TO", "4");

        ProgramRun run = program.run(broken, "config").exitedWith(10);
        ProgramRun json = program.run(broken, "config", "--json").exitedWith(10);

        assertThat(run.stdout().lines().map(line -> line.replaceAll(" {2,}", " | "))).contains("host | nowhere.invalid | DATABASE_URL", "to | 4 | MIGRATOR_TO",
                "lock-wait | 5 | MIGRATOR_LOCK_WAIT (cannot be used)", "schema | **** | MIGRATOR_SCHEMA (cannot be used)");
        assertThat(run.stderr()).contains("MIGRATOR_LOCK_WAIT is \"5\"", "MIGRATOR_SCHEMA cannot be used");
        JsonObject object = Json.createReader(new StringReader(json.stdout())).readObject();
        assertThat(object.getString("message")).contains("MIGRATOR_LOCK_WAIT is \"5\"");
        assertThat(object.getInt("exitCode")).isEqualTo(10);
        assertThat(object.getJsonObject("settings").getJsonObject("to").getString("value")).isEqualTo("4");
        assertThat(run.stdout() + run.stderr() + json.stdout() + json.stderr()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"migrat, migrate", "stauts, status", "migrate --lock-wiat=5s, --lock-wait", "--lock-wiat=5s, --lock-wait", "offline --ouput=x, --output"})
    void whatIsMeantIsSuggested(String arguments, String meant) {
        ProgramRun run = program.run(Map.of("DATABASE_URL", URL), arguments.split(" ")).exitedWith(2);

        assertThat(run.stderr()).containsPattern("Did you mean ([^?]+ or )?" + meant + "\\b[^?]*\\? See market-migrator");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --help         | Usage: market-migrator [COMMAND] [OPTIONS]
            -h             | Usage: market-migrator [COMMAND] [OPTIONS]
            help           | Usage: market-migrator [COMMAND] [OPTIONS]
            migrate --help | Usage: market-migrator migrate
            help migrate   | Usage: market-migrator migrate
            config --help  | Usage: market-migrator config
            --version      | 'market-migrator '
            migrate -V     | 'market-migrator '
            """, ignoreLeadingAndTrailingWhitespace = true)
    void helpNeedsNoSettings(String arguments, String start) {
        ProgramRun run = program.run(Map.of(), arguments.split(" ")).exitedWith(0);

        assertThat(run.stdout()).startsWith(start);
        assertThat(run.stderr()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "migrate --nonsense", "config --nonsense", "nonsense", "migrate extra", "--schema",
            "--create-schema=maybe", "--placeholder=x", "config --to=3"})
    void aWrongCommandLineIsRefusedWithAWayToTheRightOne(String arguments) {
        ProgramRun run = program.run(Map.of("DATABASE_URL", URL), arguments.split(" "));

        assertRefused(run, 2, SECRET, "See market-migrator", "--help.");
        assertThat(run.stdout()).isEmpty();
    }
}
