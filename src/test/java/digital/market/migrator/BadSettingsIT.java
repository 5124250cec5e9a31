package digital.market.migrator;

import static digital.market.migrator.testing.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that cannot be used end a run before it opens a connection: code 10, and a sentence for each. */
class BadSettingsIT {

    private static final String SECRET = "hunter2-and-more";

    @TempDir
    private static Path folder;
    private static TestDatabase database;

    private final Program program = Program.packaged();

    @BeforeAll
    static void makeADatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterAll
    static void dropIt() throws SQLException {
        database.close();
    }

    /** Settings, and what is to be read about them. */
    private record Case(String name, Map<String, String> environment, String... words) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> settings() throws IOException {
        String empty = Files.createFile(folder.resolve("empty")).toString();
        String file = Files.writeString(folder.resolve("V1__x.sql"), "SELECT 1;").toString();
        String url = "postgresql://bot:" + SECRET + "@127.0.0.1:" + database.server().port() + "/" + database.name();
        return Stream.of(
                new Case("no URL at all", Map.of(),
                        "DATABASE_URL is not set", "for example DATABASE_URL=postgresql://"),
                new Case("a URL that is none", Map.of("DATABASE_URL", SECRET),
                        "DATABASE_URL cannot be used: this is not a URL", "for example postgresql://"),
                new Case("a host that is none", Map.of("DATABASE_URL", url.replace("127.0.0.1", "127.0 .0.1")),
                        "DATABASE_URL cannot be used: a host is a name or an address"),
                new Case("the bot's default", Map.of("DB_URL", "sqlite+aiosqlite:///" + SECRET + ".db"),
                        "DB_URL cannot be used: a SQLite database (the bot's default)", "set a URL of PostgreSQL"),
                new Case("an unknown scheme", Map.of("DATABASE_URL", url.replace("postgresql:", "mysql:")),
                        "DATABASE_URL cannot be used: its scheme must be one of PostgreSQL's, and mysql is not"),
                new Case("an unescaped @ in the password", Map.of("DATABASE_URL", url.replace("@", "@" + SECRET + "@")),
                        "DATABASE_URL cannot be used: its host part still holds an @", "write %40"),
                new Case("a port out of range in the URL", Map.of("DATABASE_URL", "postgresql://bot:" + SECRET + "@db:65536/shop"),
                        "DATABASE_URL cannot be used: a port is a number from 1 to 65535"),
                new Case("a port out of range in a variable", Map.of("DATABASE_URL", url, "DB_PORT", "0"),
                        "DB_PORT is \"0\": a port is a number from 1 to 65535"),
                new Case("a _FILE that is missing", Map.of("DATABASE_URL", url, "DB_PASSWORD_FILE", folder + "/" + SECRET),
                        "DB_PASSWORD_FILE names a file that does not exist", "for example DB_PASSWORD_FILE="),
                new Case("a _FILE that is empty", Map.of("DATABASE_URL", url, "DB_PASSWORD_FILE", empty),
                        "DB_PASSWORD_FILE names a file that is empty"),
                new Case("a variable and its _FILE", Map.of("DATABASE_URL", url, "DB_PASSWORD", SECRET, "DB_PASSWORD_FILE", file),
                        "DB_PASSWORD and DB_PASSWORD_FILE are both set: keep one of them"),
                new Case("two URLs of different databases", Map.of("DATABASE_URL", url, "DB_URL", url + "_old"),
                        "DATABASE_URL and DB_URL name different databases: keep one of them"),
                new Case("two hosts", Map.of("DATABASE_URL", url, "DB_HOST", "127.0.0.1", "PGHOST", "localhost"),
                        "DB_HOST and PGHOST name different hosts: keep one of them"),
                new Case("a location that does not exist", Map.of("DATABASE_URL", url, "MIGRATOR_LOCATIONS", "filesystem:/nowhere"),
                        "MIGRATOR_LOCATIONS is \"filesystem:/nowhere\": there is no such folder", "for example filesystem:/migrations"),
                new Case("a location that is a file", Map.of("DATABASE_URL", url, "MIGRATOR_LOCATIONS", "filesystem:" + file),
                        "MIGRATOR_LOCATIONS is \"filesystem:" + file + "\": there is no such folder"),
                new Case("several problems, all in one run", Map.of("DATABASE_URL", url.replace("postgresql:", "mysql:"), "DB_HOST", "a",
                        "PGHOST", "b", "MIGRATOR_LOCK_WAIT", "5", "MIGRATOR_AHEAD", "maybe", "MIGRATOR_LOCATIONS", "/migrations"),
                        "DATABASE_URL cannot be used: ", "DB_HOST and PGHOST name different hosts: ",
                        "MIGRATOR_LOCK_WAIT is \"5\": a duration needs a unit, for example 5s.",
                        "MIGRATOR_AHEAD is \"maybe\": this is ignore or fail", "MIGRATOR_LOCATIONS is \"/migrations\": "));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aRunRefusesBeforeItConnects(Case bad) {
        ServerLog.Mark mark = database.mark();

        ProgramRun run = program.run(bad.environment());

        assertRefused(run, 10, SECRET, bad.words());
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr().lines()).as(run.toString()).hasSize(bad.name().startsWith("several") ? 5 : 1);
        assertThat(database.connections(mark)).isEmpty();
    }

    @Test
    void aNewlineAtTheEndOfAFileIsDropped() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), database.password() + "\n");

        ProgramRun run = program.run(Map.of("DB_HOST", "127.0.0.1", "DB_PORT", String.valueOf(database.server().port()),
                "DB_USER", database.role(), "DB_NAME", database.name(), "DB_PASSWORD_FILE", file.toString()));

        assertThat(run.exitedWith(0).stdout()).startsWith(database.role() + "@127.0.0.1:");
    }

    @Test
    void aPartThatOverridesTheUrlIsSaidInTheReportsFirstLine() {
        String url = database.url().substring(0, database.url().lastIndexOf('/')) + "/elsewhere";
        Map<String, String> environment = Map.of("DATABASE_URL", url, "DB_NAME", database.name());

        ProgramRun run = program.run(environment).exitedWith(0);

        assertThat(run.stdout()).startsWith("%1$s@127.0.0.1:%2$d/%1$s, schema public (DB_NAME overrides the database of DATABASE_URL)\n"
                .formatted(database.name(), database.server().port()));
    }

    @Test
    void aPartThatOverridesTheUrlIsSaidByConfigAndInJson() {
        Map<String, String> environment = Map.of("DATABASE_URL", "postgresql://bot@db.example:5433/shop", "PGHOST", "standby.example");

        ProgramRun text = program.run(environment, "config").exitedWith(0);
        ProgramRun json = program.run(environment, "config", "--json").exitedWith(0);

        assertThat(text.stdout()).contains("PGHOST (overrides DATABASE_URL)\n", "PGHOST overrides the host of DATABASE_URL\n");
        assertThat(json.stdout()).contains("\"notes\":[\"PGHOST overrides the host of DATABASE_URL\"]");
    }
}
