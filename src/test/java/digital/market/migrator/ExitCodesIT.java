package digital.market.migrator;

import static digital.market.migrator.testing.Refusal.assertNoTrace;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to end, with its code, and its word and the same code in JSON. */
class ExitCodesIT {

    private final Program program = Program.packaged();

    @TempDir
    private Path scripts;
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
    void doneIs0() {
        ended(0, "done", database.environment(), "Applied 4 migrations");
    }

    @Test
    void usageIs2() {
        ended(2, "usage", database.environment(), "Unknown option: '--nonsense'", "--nonsense");
    }

    @Test
    void configurationIs10() {
        ended(10, "configuration", Map.of(), "DATABASE_URL is not set");
    }

    @Test
    void unreachableIs11() throws IOException {
        ended(11, "unreachable", Map.of("DATABASE_URL", "postgresql://bot@127.0.0.1:" + closedPort() + "/shop", "MIGRATOR_WAIT", "0"),
                "bot@127.0.0.1:");
    }

    @Test
    void deniedIs12() {
        ended(12, "denied", with(Map.of("DB_PASSWORD", "guess")), "password authentication failed");
    }

    @Test
    void aTableThatIsLockedIs13() throws IOException, SQLException {
        script("V1__t.sql", "CREATE TABLE t ();");
        program.run(folder(Map.of())).exitedWith(0);
        script("V2__t.sql", "ALTER TABLE t ADD COLUMN a integer;");
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE t IN ACCESS SHARE MODE");

            ended(13, "locked", folder(Map.of("MIGRATOR_LOCK_TIMEOUT", "50ms", "MIGRATOR_LOCK_RETRIES", "1")), "V2__t.sql failed in line 1");
        }
    }

    @Test
    void anotherMigratorsLockIs13() throws SQLException {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            // The key as Flyway makes it: the letters of its name, and the hash of the quoted name of its table.
            long key = 77431708279161L + "\"public\".\"flyway_schema_history\"".hashCode();
            statement.execute("SELECT pg_advisory_lock(" + key + ")");

            ended(13, "locked", with(Map.of("MIGRATOR_LOCK_WAIT", "0")), "Another migrator holds the lock");
        }
    }

    @Test
    void aChangedScriptIs14() throws IOException {
        script("V1__t.sql", "CREATE TABLE t ();");
        program.run(folder(Map.of())).exitedWith(0);
        script("V1__t.sql", "CREATE TABLE t (a integer);");

        ended(14, "diverged", folder(Map.of()), "V1__t.sql was changed after it had been applied");
    }

    @Test
    void objectsWithoutAHistoryAre14() throws SQLException {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE products (id serial)");
        }

        ended(14, "diverged", database.environment(), "adopt --at");
    }

    @Test
    void aMigrationThatFailsIs15() throws IOException {
        script("V1__t.sql", "CREATE TABLE t ();\n\nINSERT INTO t VALUES (1);");

        ended(15, "rolled-back", folder(Map.of()), "V1__t.sql failed in line 3 and was rolled back");
    }

    @Test
    void aMigrationThatStopsHalfWayIs16() throws IOException {
        script("V1__t.sql", "CREATE TABLE t ();\nINSERT INTO t VALUES (1);");
        script("V1__t.sql.conf", "executeInTransaction=false");

        ended(16, "half-way", folder(Map.of()), "V1__t.sql failed in line 2 and may have stopped half-way");
    }

    @Test
    void aNewerDatabaseIs18WhereThatIsNotAllowed() throws IOException {
        program.run(database.environment()).exitedWith(0);
        Files.copy(Path.of("src/main/resources/db/migration/V1__initial_schema.sql"), scripts.resolve("V1__initial_schema.sql"));

        ended(0, "done", folder(Map.of()), "schema public is ahead of these scripts");
        ended(18, "ahead", folder(Map.of("MIGRATOR_AHEAD", "fail")), "do not know V2, V3, V4");
    }

    @Test
    void noScriptsAtAllAre19() {
        ended(19, "empty-catalog", folder(Map.of()), "There are no migrations in filesystem:" + scripts + ".");
    }

    private void ended(int exitCode, String word, Map<String, String> environment, String sentence, String... arguments) {
        Map<String, String> json = new HashMap<>(environment);
        json.put("MIGRATOR_JSON", "true");

        ProgramRun run = program.run(json, arguments).exitedWith(exitCode);

        JsonObject report = Json.createReader(new StringReader(run.stdout())).readObject();
        assertThat(report.getString("outcome")).as(run.toString()).isEqualTo(word);
        assertThat(report.getInt("exitCode")).isEqualTo(exitCode);
        assertThat(report.getString("message")).contains(sentence);
        assertNoTrace(run);
    }

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.putAll(more);
        return environment;
    }

    private Map<String, String> folder(Map<String, String> more) {
        Map<String, String> environment = with(more);
        environment.put("MIGRATOR_LOCATIONS", "filesystem:" + scripts);
        return environment;
    }

    private void script(String name, String text) throws IOException {
        Files.writeString(scripts.resolve(name), text);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
