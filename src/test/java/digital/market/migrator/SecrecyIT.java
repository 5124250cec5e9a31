package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A password shows nowhere, however it is given, however the run ends, and however much is logged. */
@Tag("many-starts")
class SecrecyIT {

    /** Between the two halves stands what expands, what a URL, JSON or a shell escapes, and what looks like an escape. */
    private static final String AWKWARD = "${x} \"'\\ %41%zz+&=;,()*!$`|^{}[]<>~:/?#";
    private static final List<String> LEVELS = List.of("ALL", "TRACE", "DEBUG");
    private static final List<String> FORMATS = List.of("text", "json");
    private static final String HEAD = random();
    private static final String TAIL = random();
    private static final String PASSWORD = HEAD + AWKWARD + "@" + TAIL;

    @TempDir
    private static Path folder;
    private static TestDatabase database;
    private static TestDatabase readable;

    private final Program program = Program.packaged();

    @TempDir
    private Path outputs;

    /** A way to give the password, and how the run ends. */
    private record Case(String name, int exitCode, Map<String, String> environment, String... arguments) {

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void makeDatabases() throws IOException {
        database = Postgres.V18.newDatabase("t_" + random().toLowerCase(), PASSWORD);
        // SQLAlchemy's rule lets a URL hold all but an @ as it is, and reads escapes.
        readable = Postgres.V18.newDatabase("t_" + random().toLowerCase(), HEAD + AWKWARD.replace("%41", "") + TAIL);
        Files.writeString(Files.createDirectory(folder.resolve("failing")).resolve("V5__fails.sql"),
                "SELECT '${token}' FROM nowhere;");
    }

    @AfterAll
    static void dropThem() throws SQLException {
        database.close();
        readable.close();
    }

    private static Stream<Case> runs() throws IOException {
        String raw = "postgresql://" + readable.role() + ":" + readable.password() + "@127.0.0.1:" + readable.server().port() + "/" + readable.name();
        String nobodys = "postgresql://" + encode(database.role()) + ":" + encode("not" + PASSWORD) + "@127.0.0.1:" + database.server().port() + "/"
                + database.name();
        Map<String, String> parts = Map.of("DB_HOST", "127.0.0.1", "DB_PORT", String.valueOf(database.server().port()), "DB_NAME", database.name(),
                "DB_USER", database.role());
        return Stream.of(
                new Case("success, encoded in the URL", 0, database.environment(), "--json"),
                new Case("success, raw in the URL", 0, Map.of("DB_URL", raw)),
                new Case("nothing to do, DB_PASSWORD", 0, with(parts, "DB_PASSWORD", PASSWORD)),
                new Case("nothing to do, PGPASSWORD overrides the URL", 0, with(Map.of("DATABASE_URL", nobodys), "PGPASSWORD", PASSWORD)),
                new Case("nothing to do, DB_PASSWORD_FILE", 0, with(parts, "DB_PASSWORD_FILE", file("password", PASSWORD + "\n"))),
                new Case("nothing to do, DATABASE_URL_FILE", 0, Map.of("DATABASE_URL_FILE", file("url", database.url())), "--json"),
                new Case("wrong password, URL", 12, Map.of("DATABASE_URL", nobodys)),
                new Case("wrong password, DB_PASSWORD", 12, with(parts, "DB_PASSWORD", PASSWORD + "x"), "--json"),
                new Case("failing migration", 15, with(database.environment(), "MIGRATOR_PLACEHOLDER_TOKEN", HEAD + TAIL,
                        "MIGRATOR_LOCATIONS", "classpath:db/migration,filesystem:" + folder.resolve("failing"))),
                new Case("config", 0, with(database.environment(), "MIGRATOR_PLACEHOLDER_TOKEN", PASSWORD), "config"),
                new Case("config of two passwords", 0, with(Map.of("DATABASE_URL", nobodys), "PGPASSWORD", PASSWORD), "config", "--json"),
                new Case("an @ in the URL", 10, Map.of("DATABASE_URL", database.url().replace("@", "@" + PASSWORD + "@"))),
                new Case("a URL in the wrong variable", 10, Map.of("DB_HOST", database.url(), "DB_USER", raw, "MIGRATOR_LOCATIONS", raw,
                        "MIGRATOR_LOCK_WAIT", database.url())),
                new Case("two passwords that differ", 10, with(parts, "DB_PASSWORD", PASSWORD, "PGPASSWORD", PASSWORD + "x"), "--json"));
    }

    @BeforeEach
    void makeATerminationLog() throws IOException {
        Files.createFile(outputs.resolve("termination-log"));
    }

    /** Levels and formats take turns, so that the cases together have them all. */
    private static Stream<Arguments> loudRuns() throws IOException {
        List<Arguments> loud = new ArrayList<>();
        for (Case one : runs().toList()) {
            loud.add(Arguments.of(one, LEVELS.get(loud.size() % LEVELS.size()), FORMATS.get(loud.size() % FORMATS.size())));
        }
        return loud.stream();
    }

    @ParameterizedTest
    @MethodSource("loudRuns")
    void aPasswordIsNotShown(Case one, String level, String format) throws IOException {
        Map<String, String> environment = loud(level, one.environment());
        environment.put("MIGRATOR_LOG_FORMAT", format);

        ProgramRun run = program.run(environment, one.arguments()).exitedWith(one.exitCode());

        assertThat(run.stderr()).contains("DEBUG");
        assertNothingShows(run);
    }

    @Test
    void norIsItWhileTheProgramWaitsForAnUnreachableServer() throws IOException, InterruptedException {
        int closed = closedPort();
        Map<String, String> environment = loud("DEBUG", Map.of("DATABASE_URL", database.url().replace(":" + database.server().port(), ":" + closed),
                "PGPASSWORD", PASSWORD, "MIGRATOR_WAIT", "2s"));
        try (RunningProgram running = program.start(environment)) {
            Eventually.holds("the program waits", () -> !running.isRunning() || running.stderr().contains("Waiting for the database"));
            String commandLine = Files.readString(Path.of("/proc", String.valueOf(running.pid()), "cmdline"));
            ProgramRun run = running.await().exitedWith(11);

            assertThat(commandLine).isNotEmpty().doesNotContain(HEAD).doesNotContain(TAIL);
            assertNothingShows(run);
        }
    }

    /** All that could log, logs; the report and the termination message are written. */
    private Map<String, String> loud(String level, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("QUARKUS_LOG_LEVEL", level);
        all.put("QUARKUS_LOG_CONSOLE_LEVEL", level);
        for (String category : List.of("ORG_POSTGRESQL", "ORG_FLYWAYDB", "IO_SMALLRYE_CONFIG", "IO_QUARKUS", "DIGITAL_MARKET_MIGRATOR")) {
            all.put("QUARKUS_LOG_CATEGORY__" + category + "__LEVEL", level);
        }
        all.put("SMALLRYE_CONFIG_LOG_VALUES", "true");
        all.put("MIGRATOR_REPORT_FILE", outputs.resolve("report.json").toString());
        all.put("MIGRATOR_TERMINATION_LOG", outputs.resolve("termination-log").toString());
        return all;
    }

    private void assertNothingShows(ProgramRun run) throws IOException {
        List<String> said = new ArrayList<>(List.of(run.stdout(), run.stderr(), String.join(" ", run.command())));
        try (Stream<Path> files = Files.list(outputs)) {
            for (Path file : files.toList()) {
                said.add(Files.readString(file));
            }
        }
        // The halves are in the password however it is encoded, and in any piece of it.
        assertThat(said).allSatisfy(text -> assertThat(text).doesNotContain(HEAD).doesNotContain(TAIL));
    }

    private static Map<String, String> with(Map<String, String> environment, String... more) {
        Map<String, String> all = new HashMap<>(environment);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String random() {
        StringBuilder text = new StringBuilder();
        new SecureRandom().ints(12, 0, 26).forEach(i -> text.append((char) ('A' + i)));
        return text.toString();
    }
}
