package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import io.smallrye.config.WithName;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

    private static final String URL = "postgresql://bot:hunter2@db:5432/shop";

    @TempDir
    private Path folder;

    @Test
    void aUrlIsEnoughAndEverythingElseHasADefault() {
        Settings settings = read("DATABASE_URL", URL);

        assertThat(settings.target().describe()).isEqualTo("bot@db:5432/shop");
        assertThat(settings.target().sslMode()).isEqualTo(SslMode.PREFER);
        assertThat(settings.locations()).containsExactly(new Location.Packaged());
        assertThat(settings.schema()).isEqualTo("public");
        assertThat(settings.createSchema()).isFalse();
        assertThat(settings.table()).isEqualTo("flyway_schema_history");
        assertThat(settings.role()).isEmpty();
        assertThat(settings.to()).isEmpty();
        assertThat(settings.waitForDatabase()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.authGrace()).isZero();
        assertThat(settings.lockWait()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.deadline()).isZero();
        assertThat(settings.lockTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.lockRetries()).isEqualTo(10);
        assertThat(settings.statementTimeout()).isZero();
        assertThat(settings.pooler()).isEqualTo(Pooler.AUTO);
        assertThat(settings.ahead()).isEqualTo(Ahead.IGNORE);
        assertThat(settings.invalidIndex()).isEqualTo(OnInvalidIndex.FAIL);
        assertThat(settings.placeholders()).isEmpty();
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.overrides()).isEmpty();
    }

    @Test
    void everyVariableIsRead() {
        Settings settings = read("DATABASE_URL", URL, "MIGRATOR_LOCATIONS", "filesystem:" + folder + ",classpath:db/migration",
                "MIGRATOR_SCHEMA", "Shop", "MIGRATOR_CREATE_SCHEMA", "TRUE", "MIGRATOR_TABLE", "history", "MIGRATOR_ROLE", "owner",
                "MIGRATOR_TO", "3", "MIGRATOR_WAIT", "1s", "MIGRATOR_LOCK_WAIT", "2s", "MIGRATOR_LOCK_TIMEOUT", "none",
                "MIGRATOR_LOCK_RETRIES", "4", "MIGRATOR_STATEMENT_TIMEOUT", "5s", "MIGRATOR_AHEAD", "Fail",
                "MIGRATOR_AUTH_GRACE", "6s", "MIGRATOR_DEADLINE", "4m", "MIGRATOR_POOLER", "transaction", "MIGRATOR_INVALID_INDEX", "rebuild",
                "MIGRATOR_LOG_FORMAT", "JSON", "MIGRATOR_REPORT_FILE", "/tmp/r", "MIGRATOR_TERMINATION_LOG", "/tmp/t",
                "MIGRATOR_PLACEHOLDER_Bot_NAME", "Market ${x}");

        assertThat(settings.locations()).containsExactly(new Location.Folder(folder), new Location.Packaged());
        assertThat(settings.schema()).isEqualTo("Shop");
        assertThat(settings.createSchema()).isTrue();
        assertThat(settings.table()).isEqualTo("history");
        assertThat(settings.role()).contains("owner");
        assertThat(settings.to()).contains("3");
        assertThat(settings.waitForDatabase()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.lockWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.lockTimeout()).isZero();
        assertThat(settings.lockRetries()).isEqualTo(4);
        assertThat(settings.statementTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.ahead()).isEqualTo(Ahead.FAIL);
        assertThat(settings.authGrace()).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.deadline()).isEqualTo(Duration.ofMinutes(4));
        assertThat(settings.pooler()).isEqualTo(Pooler.TRANSACTION);
        assertThat(settings.invalidIndex()).isEqualTo(OnInvalidIndex.REBUILD);
        assertThat(settings.placeholders()).isEqualTo(Map.of("bot_name", "Market ${x}"));
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.origins()).contains(new Setting("lock-wait", "2s", "MIGRATOR_LOCK_WAIT"),
                new Setting("schema", "Shop", "MIGRATOR_SCHEMA"), new Setting("log-format", "JSON", "MIGRATOR_LOG_FORMAT"),
                new Setting("report-file", "/tmp/r", "MIGRATOR_REPORT_FILE"), new Setting("placeholder.bot_name", "Market ${x}",
                        "MIGRATOR_PLACEHOLDER_Bot_NAME"));
    }

    @Test
    void anOptionWinsOverTheEnvironment() {
        Settings settings = SettingsReader.read(Map.of("DATABASE_URL", URL, "MIGRATOR_LOCK_WAIT", "1s"),
                Map.of("migrator.lock-wait", "7s", "migrator.to", "2", "migrator.placeholder.Name", "x"));

        assertThat(settings.lockWait()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.placeholders()).containsEntry("name", "x");
        assertThat(settings.origins()).contains(new Setting("lock-wait", "7s", "--lock-wait"), new Setting("to", "2", "--to"),
                new Setting("wait", "60s", "default"));
    }

    @Test
    void anEmptyVariableIsUnsetButAnEmptyOptionIsAProblem() {
        assertThat(read("DATABASE_URL", URL, "DB_URL", "", "MIGRATOR_SCHEMA", "", "MIGRATOR_ROLE", "", "DB_PASSWORD", "",
                "MIGRATOR_NONSENSE", "").warnings()).isEmpty();
        MigrationException e = catchThrowableOfType(MigrationException.class,
                () -> SettingsReader.read(Map.of("DATABASE_URL", URL), Map.of("migrator.schema", "")));
        assertThat(e).hasMessageStartingWith("--schema is empty: ");
    }

    @Test
    void anOptionThatIsNoSettingIsABugOfTheCaller() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingsReader.read(Map.of("DATABASE_URL", URL), Map.of("migrator.nonsense", "x")))
                .withMessageContaining("migrator.nonsense");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${x}", "${x:y}", "$$", "\\${x}", "a\\b", "a,b", "a\\,b", "$${x}", "%dev.x", "{aes}abc", " a "})
    void valuesAreNotExpanded(String value) {
        Settings settings = read("DATABASE_URL", "postgresql://bot@db/shop", "DB_PASSWORD", value, "MIGRATOR_ROLE", value,
                "MIGRATOR_PLACEHOLDER_A", value, "x", "expanded");

        assertThat(settings.target().password().orElseThrow().reveal()).isEqualTo(value);
        assertThat(settings.role()).contains(value);
        assertThat(settings.placeholders()).containsEntry("a", value);
    }

    @Test
    void allProblemsAreReportedAtOnceOneLineEach() {
        MigrationException e = refused("DATABASE_URL", "mysql://bot:hunter2@db/shop", "MIGRATOR_LOCK_WAIT", "5",
                "MIGRATOR_AHEAD", "maybe", "MIGRATOR_LOCATIONS", "/migrations", "MIGRATOR_LOCK_RETRIES", "many");

        assertThat(e.outcome()).isEqualTo(Outcome.CONFIGURATION);
        assertThat(e.getMessage().lines()).hasSize(5)
                .allSatisfy(line -> assertThat(line).matches("(DATABASE_URL|MIGRATOR_[A-Z_]+) .*: .*for example .*\\."))
                .contains("MIGRATOR_LOCK_WAIT is \"5\": a duration needs a unit, for example 5s.",
                        "MIGRATOR_AHEAD is \"maybe\": this is ignore or fail, for example ignore.");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
            MIGRATOR_CREATE_SCHEMA     | yes                     | true or false
            MIGRATOR_LOCK_RETRIES      | -1                      | whole number
            MIGRATOR_TO                | V3                      | without its V
            MIGRATOR_TO                | latest                  | without its V
            MIGRATOR_WAIT              | none                    | not a duration
            MIGRATOR_LOCK_TIMEOUT      | -3s                     | negative
            MIGRATOR_LOCK_TIMEOUT      | 0.5s                    | not a duration
            MIGRATOR_STATEMENT_TIMEOUT | 25d                     | at most
            MIGRATOR_STATEMENT_TIMEOUT | PT0.0001S               | at least 1ms
            MIGRATOR_LOG_FORMAT        | xml                     | text or json
            MIGRATOR_SCHEMA            | "   "                   | cannot be empty
            MIGRATOR_REPAIR_LINE       | "   "                   | one line that can be copied
            MIGRATOR_LOCATIONS         | classpath:elsewhere     | a location is
            MIGRATOR_LOCATIONS         | filesystem:migrations   | absolute path
            MIGRATOR_LOCATIONS         | filesystem:/nowhere     | no such folder
            """, quoteCharacter = '"')
    void aValueIsRefused(String variable, String value, String reason) {
        assertThat(refused("DATABASE_URL", URL, variable, value))
                .hasMessageStartingWith(variable + " is \"" + value + "\": ").hasMessageContaining(reason);
    }

    @Test
    void aNameHasAtMost63Bytes() {
        String longest = "é".repeat(31) + "x";
        assertThat(read("DATABASE_URL", URL, "MIGRATOR_SCHEMA", longest).schema()).isEqualTo(longest);
        assertThat(refused("DATABASE_URL", URL, "MIGRATOR_TABLE", "é".repeat(32)))
                .hasMessageStartingWith("MIGRATOR_TABLE ").hasMessageContaining("63 bytes");
    }

    @Test
    void aLocationThatIsAFileIsNoFolder() throws Exception {
        Path file = Files.createFile(folder.resolve("V1__x.sql"));
        assertThat(refused("DATABASE_URL", URL, "MIGRATOR_LOCATIONS", "filesystem:" + file)).hasMessageContaining("no such folder");
    }

    @Test
    void aMisplacedUrlIsNotQuoted() {
        assertThat(refused("MIGRATOR_LOCATIONS", URL, "DB_HOST", URL, "PGPORT", URL, "DB_USER", "bot").getMessage())
                .contains("DB_HOST cannot be used: ").contains("PGPORT cannot be used: ")
                .contains("MIGRATOR_LOCATIONS cannot be used: ").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DB_NAME", "DB_USER", "PGDATABASE", "PGUSER", "MIGRATOR_SCHEMA", "MIGRATOR_TABLE", "MIGRATOR_ROLE"})
    void aUrlInThePlaceOfANameIsNotQuotedEither(String variable) {
        for (String url : List.of(URL, URL.replace("://", ":/"))) {
            assertThat(refused("DATABASE_URL", URL, variable, url)).hasMessageContaining(" cannot be used: this is a URL, and a name is meant")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void anUnknownVariableGivesAWarningAndThePlausibleName() {
        assertThat(read("DATABASE_URL", URL, "MIGRATOR_LOCKWAIT", "1s", "MIGRATOR_BATCH", "1m", "MIGRATOR_PLACEHOLDER_", "x")
                .warnings()).containsExactly(
                "MIGRATOR_BATCH is unknown to this version and has no effect.",
                "MIGRATOR_LOCKWAIT is unknown to this version and has no effect: did you mean MIGRATOR_LOCK_WAIT?",
                "MIGRATOR_PLACEHOLDER_ is unknown to this version and has no effect.");
    }

    @Test
    void placeholdersThatDifferInCaseOnlyAreAProblem() {
        assertThat(refused("DATABASE_URL", URL, "MIGRATOR_PLACEHOLDER_A", "1", "MIGRATOR_PLACEHOLDER_a", "2"))
                .hasMessageContaining("MIGRATOR_PLACEHOLDER_A and MIGRATOR_PLACEHOLDER_a");
    }

    @Test
    void everyVariableOfTheMappingIsRead() {
        List<String> read = read("DATABASE_URL", URL).origins().stream().map(Setting::name).toList();

        assertThat(Variables.class.getDeclaredMethods()).filteredOn(method -> !Modifier.isStatic(method.getModifiers())).isNotEmpty()
                .allSatisfy(method -> assertThat(read).contains(property(method)));
    }

    private static String property(Method method) {
        WithName name = method.getAnnotation(WithName.class);
        return name == null ? method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) : name.value();
    }

    private static Settings read(String... environment) {
        return SettingsReader.read(environment(environment), Map.of());
    }

    private static MigrationException refused(String... environment) {
        return catchThrowableOfType(MigrationException.class, () -> read(environment));
    }

    private static Map<String, String> environment(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return environment;
    }
}
