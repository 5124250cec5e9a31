package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetReaderTest {

    private static final String URL = "postgresql://bot:hunter2@db:5432/shop";
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

    @TempDir
    private Path folder;

    @Test
    void noUrlAndNoPartsIsOneSentence() {
        assertThat(refused()).hasMessage("DATABASE_URL is not set, and no other variable names the database: set it, "
                + "for example DATABASE_URL=postgresql://bot:secret@db.example:5432/shop.");
        assertThat(refused("PGSSLMODE", "require")).hasMessageStartingWith("DATABASE_URL is not set");
        assertThat(refused("DB_PORT", "tcp://10.0.0.1:5432")).hasMessageStartingWith("DATABASE_URL is not set");
    }

    @Test
    void theBotsOwnVariableWillDo() {
        Settings settings = read("DB_URL", "postgresql+asyncpg://bot:hunter2@db/shop");
        assertThat(settings.target().describe()).isEqualTo("bot@db:5432/shop");
        assertThat(settings.origins()).contains(new Setting("host", "db", "DB_URL"), new Setting("port", "5432", "default"),
                new Setting("password", "****", "DB_URL"));
    }

    @Test
    void theBotsPartsWillDo() {
        Settings settings = read("DB_HOST", "db", "DB_PORT", "5433", "DB_NAME", "shop", "DB_USER", "bot", "DB_PASSWORD", "hunter2");
        assertThat(settings.target().describe()).isEqualTo("bot@db:5433/shop");
        assertThat(settings.target().password().orElseThrow().reveal()).isEqualTo("hunter2");
        assertThat(settings.overrides()).isEmpty();
    }

    @Test
    void libpqsVariablesWillDo() throws IOException {
        Path certificate = Files.writeString(folder.resolve("ca.crt"), CERTIFICATE + "\n");
        Target target = read("PGHOST", "h1,::1", "PGPORT", "5433,5434", "PGDATABASE", "shop", "PGUSER", "bot",
                "PGPASSWORD", "hunter2", "PGSSLMODE", "verify-full", "PGSSLROOTCERT", certificate.toString()).target();
        assertThat(target.describe()).isEqualTo("bot@h1:5433,[::1]:5434/shop");
        assertThat(target.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(target.rootCertificates().orElseThrow().reveal()).isEqualTo(CERTIFICATE);
    }

    @Test
    void theDatabaseIsNamedAfterTheUserByDefault() {
        Settings settings = read("DATABASE_URL", "postgresql://bot@db");
        assertThat(settings.target().database()).isEqualTo("bot");
        assertThat(settings.origins()).contains(new Setting("database", "bot", "default"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({"DB_HOST, other, host, bot@other:5432/shop", "PGPORT, 6432, port, bot@db:6432/shop",
            "PGDATABASE, prod, database, bot@db:5432/prod", "DB_USER, owner, user, owner@db:5432/shop",
            "DB_PASSWORD, changed, password, bot@db:5432/shop"})
    void aPartThatDiffersOverridesTheUrlAndSaysSo(String variable, String value, String part, String target) {
        Settings settings = read("DATABASE_URL", URL, variable, value);
        assertThat(settings.target().describe()).isEqualTo(target);
        assertThat(settings.overrides()).containsExactly(variable + " overrides the " + part + " of DATABASE_URL");
        assertThat(settings.origins()).contains(new Setting(part, part.equals("password") ? "****" : value,
                variable + " (overrides DATABASE_URL)"));
    }

    @Test
    void aPartThatIsEqualOverridesNothing() {
        Settings settings = read("DATABASE_URL", URL, "DB_HOST", "DB", "DB_PORT", "5432", "DB_NAME", "shop", "DB_USER", "bot",
                "DB_PASSWORD", "hunter2");
        assertThat(settings.overrides()).isEmpty();
        assertThat(settings.origins()).contains(new Setting("user", "bot", "DB_USER"));
    }

    @Test
    void tlsVariablesOverrideTheUrl() {
        Settings settings = read("DATABASE_URL", URL + "?sslmode=disable", "PGSSLMODE", "require");
        assertThat(settings.target().sslMode()).isEqualTo(SslMode.REQUIRE);
        assertThat(settings.overrides()).containsExactly("PGSSLMODE overrides the sslmode of DATABASE_URL");
    }

    @ParameterizedTest
    @CsvSource({"DB_HOST, PGHOST, a, b", "DB_PORT, PGPORT, 1, 2", "DB_NAME, PGDATABASE, a, b", "DB_USER, PGUSER, a, b",
            "DB_PASSWORD, PGPASSWORD, hunter2, hunter3"})
    void variablesOfOnePartThatDifferAreAProblemAndEqualOnesAreNot(String one, String other, String value, String differing) {
        assertThat(refused("DATABASE_URL", URL, one, value, other, differing))
                .hasMessageStartingWith(one + " and " + other + " name different ").hasMessageContaining("for example " + one)
                .hasMessageNotContaining("hunter");
        read("DATABASE_URL", URL, one, value, other, value);
    }

    @Test
    void urlsThatNameDifferentDatabasesAreAProblem() {
        assertThat(refused("DATABASE_URL", URL, "DB_URL", "postgresql+asyncpg://bot:hunter2@db/prod"))
                .hasMessageStartingWith("DATABASE_URL and DB_URL name different databases");
    }

    @Test
    void urlsThatMeanTheSameAreNoProblem() {
        Settings settings = read("DATABASE_URL", URL, "DB_URL", "postgresql+asyncpg://bot:hunter2@DB/shop");
        assertThat(settings.overrides()).isEmpty();
    }

    @Test
    void aUrlWithAnotherRoleOfTheSameDatabaseOverridesTheBots() {
        Settings settings = read("DATABASE_URL", "postgresql://owner:x@db/shop", "DB_URL", URL);
        assertThat(settings.target().user()).isEqualTo("owner");
        assertThat(settings.overrides()).containsExactly("DATABASE_URL overrides the user of DB_URL");
    }

    @Test
    void theBotsSqliteDefaultIsRefused() {
        assertThat(refused("DB_URL", "sqlite+aiosqlite:///bot.db"))
                .hasMessageStartingWith("DB_URL cannot be used: a SQLite database")
                .hasMessageContaining("for example postgresql://");
    }

    @Test
    void whatIsMissingIsNamedWithAnExample() {
        assertThat(refused("DB_NAME", "shop").getMessage().lines()).satisfiesExactly(
                host -> assertThat(host).startsWith("DB_HOST is not set").endsWith("for example DB_HOST=db.example."),
                user -> assertThat(user).startsWith("DB_USER is not set").endsWith("for example DB_USER=bot."));
        assertThat(refused("DATABASE_URL", "postgresql://db/shop"))
                .hasMessageStartingWith("DB_USER is not set, and DATABASE_URL names no user");
        assertThat(refused("DATABASE_URL", "postgresql://bot@/shop")).hasMessageContaining("names no host (no host would mean a unix");
    }

    @Test
    void aHostFromElsewhereCompletesAUrlWithoutOne() {
        assertThat(read("DATABASE_URL", "postgresql://bot@:5433/shop", "PGHOST", "db").target().describe())
                .isEqualTo("bot@db:5433/shop");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
            DB_HOST   | /var/run/postgresql | unix socket
            PGHOST    | @abstract           | unix socket
            DB_HOST   | db:5432             | a port does not belong
            DB_HOST   | my db               | a host is a name
            DB_PORT   | 0                   | 1 to 65535
            PGPORT    | 65536               | 1 to 65535
            DB_PORT   | http                | 1 to 65535
            PGPORT    | 1,2                 | 2 ports are named for 1 host
            PGSSLMODE | maybe               | an sslmode is
            """)
    void aPartIsRefused(String variable, String value, String reason) {
        assertThat(refused("DATABASE_URL", URL, variable, value)).hasMessageContaining(variable.replace("PGPORT", "PORT"))
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"DB_HOST, host", "DB_PORT, 1234", "DB_NAME, n", "DB_USER, u", "PGHOST, host", "PGPORT, 1234", "PGDATABASE, n",
            "PGUSER, u", "PGSSLMODE, require", "DATABASE_URL, postgresql://u@host:1234/n", "DB_URL, postgresql://u@host:1234/n"})
    void everyVariableMayStandInAFile(String variable, String value) throws IOException {
        Map<String, String> environment = environment("PGHOST", "host", "PGPORT", "1234", "PGUSER", "u", "PGDATABASE", "n");
        environment.keySet().removeIf(other -> variable.endsWith("_URL")
                || other.endsWith(variable.replace("DB_NAME", "DATABASE").replace("DB_", "")));
        environment.put(variable + "_FILE", Files.writeString(folder.resolve("value"), value + "\n").toString());

        Settings settings = SettingsReader.read(environment, Map.of());

        assertThat(settings.target().describe()).isEqualTo("u@host:1234/n");
        assertThat(settings.origins().stream().map(Setting::origin).toList()).contains(variable + "_FILE");
    }

    @ParameterizedTest
    @CsvSource({"'hunter2',hunter2", "'hunter2\n',hunter2", "'hunter2\r\n',hunter2", "'hunter2\n\n','hunter2\n'", "' hunter2 ',' hunter2 '"})
    void oneNewlineAtTheEndOfAFileIsDropped(String content, String password) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), content);
        assertThat(password("DATABASE_URL", "postgresql://bot@db/shop", "PGPASSWORD_FILE", file.toString()).reveal())
                .isEqualTo(password);
    }

    @Test
    void aRotatedPasswordIsReadAnew() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "old");
        Secret password = password("DATABASE_URL", "postgresql://bot@db/shop", "DB_PASSWORD_FILE", file.toString());
        Files.writeString(file, "new\n");
        assertThat(password.reveal()).isEqualTo("new");
        Files.delete(file);
        assertThat(catchThrowableOfType(MigrationException.class, password::reveal).outcome()).isEqualTo(Outcome.CONFIGURATION);
    }

    @Test
    void aRotatedUrlIsReadAnew() throws IOException {
        Path file = Files.writeString(folder.resolve("url"), "postgresql://bot:old@db/shop\n");
        Secret password = password("DATABASE_URL_FILE", file.toString());
        Files.writeString(file, "postgresql://bot:new@db/shop\n");
        assertThat(password.reveal()).isEqualTo("new");
        Files.writeString(file, "postgresql://bot:hun@ter2@db/shop\n");
        assertThat(catchThrowableOfType(MigrationException.class, password::reveal))
                .hasMessageStartingWith("DATABASE_URL_FILE cannot be used any more").hasMessageNotContaining("ter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void anEmptyFileIsRefused(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), content);
        assertThat(refused("DATABASE_URL", URL, "DB_PASSWORD_FILE", file.toString()))
                .hasMessageStartingWith("DB_PASSWORD_FILE names a file that is empty");
    }

    @Test
    void aFileThatCannotBeReadIsRefused() throws IOException {
        assertThat(refused("DATABASE_URL_FILE", folder.resolve("missing").toString()))
                .hasMessageStartingWith("DATABASE_URL_FILE names a file that does not exist");
        assertThat(refused("DATABASE_URL_FILE", folder.toString())).hasMessageStartingWith("DATABASE_URL_FILE names a file that is a folder");
        Path file = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(refused("DATABASE_URL", URL, "DB_PASSWORD_FILE", file.toString())).hasMessageContaining("is not UTF-8");
        assertThat(refused("DATABASE_URL", URL, "DB_PASSWORD_FILE", "/dev/zero")).hasMessageContaining("is a device");
        Path large = Files.write(folder.resolve("large"), new byte[1024 * 1024 + 1]);
        assertThat(refused("DATABASE_URL", URL, "DB_PASSWORD_FILE", large.toString())).hasMessageContaining("more than 1 MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATABASE_URL", "DB_URL", "DB_HOST", "DB_PASSWORD", "PGUSER", "PGSSLMODE"})
    void aVariableAndItsFileAreOneTooMany(String variable) {
        assertThat(refused("DATABASE_URL", URL, variable, URL, variable + "_FILE", "/x").getMessage())
                .contains(variable + " and " + variable + "_FILE are both set").doesNotContain("hunter2");
    }

    @Test
    void serviceLinksAreIgnoredWithOneWarning() {
        Settings settings = read("DATABASE_URL", URL, "DB_PORT", "tcp://10.0.0.1:6432", "DB_SERVICE_HOST", "10.0.0.1",
                "DB_SERVICE_PORT", "6432", "DB_SERVICE_PORT_PG", "6432", "DB_PORT_6432_TCP", "tcp://10.0.0.1:6432",
                "DB_PORT_6432_TCP_PROTO", "tcp", "DB_PORT_6432_TCP_PORT", "6432", "DB_PORT_6432_TCP_ADDR", "10.0.0.1",
                "MIGRATOR_PORT", "tcp://10.0.0.2:80", "MIGRATOR_SERVICE_PORT", "80", "MIGRATOR_LOCK_SERVICE_HOST", "10.0.0.3",
                "KUBERNETES_SERVICE_HOST", "10.0.0.4", "REDIS_PORT", "tcp://10.0.0.5:6379");
        assertThat(settings.target().describe()).isEqualTo("bot@db:5432/shop");
        assertThat(settings.overrides()).isEmpty();
        assertThat(settings.warnings()).singleElement().asString().startsWith("DB_PORT, DB_PORT_6432_TCP, ")
                .contains("MIGRATOR_PORT", "DB_SERVICE_HOST", "enableServiceLinks: false").doesNotContain("KUBERNETES", "REDIS");
    }

    @Test
    void aPlaceholderIsNoServiceLink() {
        assertThat(read("DATABASE_URL", URL, "MIGRATOR_PLACEHOLDER_SERVICE_HOST", "x").placeholders()).containsKey("service_host");
    }

    @Test
    void libpqsVariablesThatAreNotReadGiveOneWarning() {
        assertThat(read("DATABASE_URL", URL, "PGSERVICE", "x", "PGPASSFILE", "y").warnings())
                .containsExactly("PGSERVICE, PGPASSFILE are set, but market-migrator does not read them.");
    }

    @Test
    void whatAUrlRemarksIsAWarning() {
        assertThat(read("DATABASE_URL", URL + "?sslcrl=x").warnings())
                .containsExactly("DATABASE_URL has parameters that market-migrator does not read: sslcrl.");
    }

    @Test
    void aDescriptionIsOneLine() {
        assertThat(read("DATABASE_URL", URL, "DB_NAME", "a\nb").target().describe()).isEqualTo("bot@db:5432/a\\u000ab");
    }

    private static Secret password(String... environment) {
        return read(environment).target().password().orElseThrow();
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
