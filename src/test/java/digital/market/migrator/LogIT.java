package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Refusal;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard error is for what we say: no library is heard there, and every line has a level of the same names natively and on the JVM. */
class LogIT {

    private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+)  +\\S");
    private static final String LINE = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} (ERROR|WARN |INFO |DEBUG) (.*)";

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    private TestDatabase database;

    @BeforeEach
    void makeDatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void whereAllIsWellNoCommandLogsAnything() {
        new ScriptFolder(folder).add("V1__a.sql", "CREATE TABLE a (id int);").add("U1__a.sql", "DROP TABLE a;");
        String help = program.run(Map.of(), "--help").exitedWith(0).stdout();
        List<String> commands = COMMAND.matcher(help).results().map(found -> found.group(1)).toList();
        assertThat(commands).as(help).contains("migrate", "status", "check", "offline", "config");
        program.run(environment(), "migrate", "--lock-wait=1s").exitedWith(0);

        for (String command : commands) {
            ProgramRun run = program.run(environment("MIGRATOR_AWAIT", "1s", "MIGRATOR_TO", "1"), command, "--schema=public");
            assertThat(run.stderr().lines()).as(run.toString()).noneMatch(line -> line.matches(LINE));
            assertThat(run.stderr()).as(run.toString()).doesNotContain("WARN").doesNotContain("io.quarkus").doesNotContain("Flyway");
        }
    }

    /** With the environment alone, and with Quarkus. */
    @ParameterizedTest
    @ValueSource(strings = {"migrate", "--schema=public"})
    void noticesHaveTheirLevelAndOneLineEach(String argument) {
        new ScriptFolder(folder).add("V1__a.sql", "CREATE TABLE IF NOT EXISTS a ();\nCREATE TABLE IF NOT EXISTS a ();\n"
                + "DO $$ BEGIN RAISE NOTICE E'one\\ntwo'; RAISE INFO 'three'; RAISE WARNING 'four'; END $$;");

        ProgramRun run = program.run(environment(), argument).exitedWith(0);

        assertThat(run.stderr().lines().map(LogIT::levelAndText)).as(run.toString()).containsExactly(
                "INFO V1__a.sql line 2: relation \"a\" already exists, skipping", "INFO V1__a.sql line 3: one\\ntwo",
                "INFO V1__a.sql line 3: three", "WARN V1__a.sql line 3: four");
    }

    @Test
    void aLostConnectionIsALineAndNoTrace() {
        new ScriptFolder(folder).add("V1__a.sql", "SELECT pg_terminate_backend(pg_backend_pid());");

        ProgramRun run = program.run(environment("MIGRATOR_WAIT", "0s")).exitedWith(11);

        Refusal.assertNoTrace(run);
        assertThat(run.stderr().lines().filter(line -> line.matches(LINE))).as(run.toString()).hasSizeLessThanOrEqualTo(1);
        assertThat(run.stderr().lines()).as(run.toString()).hasSizeLessThan(8);
    }

    private Map<String, String> environment(String... more) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("MIGRATOR_LOCATIONS", "filesystem:" + folder);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    private static String levelAndText(String line) {
        Matcher matcher = Pattern.compile(LINE).matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher.group(1).strip() + " " + matcher.group(2);
    }
}
