package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run that the environment alone describes starts no framework; one with an option does. Nobody can tell them apart by
 * what they say and do.
 */
@Tag("many-starts")
class DirectRunIT {

    /** Says what would be so without it, but has to be parsed. */
    private static final String[] PARSED = {"migrate", "--lock-retries", "10"};

    private static final Map<String, String> BAD_SETTINGS = Map.of("MIGRATOR_WAIT", "soon", "MIGRATOR_AHEAD", "perhaps");
    private static final Map<String, String> WARNINGS = Map.of("MIGRATOR_LOCKWAIT", "5m", "DB_PORT_5432_TCP_ADDR", "10.0.0.1",
            "DB_SERVICE_HOST", "10.0.0.1", "PGSERVICE", "shop");

    /** What a run may meet. */
    enum Case {
        APPLIES(0, ""),
        NOTHING_TO_DO(0, "HEAD"),
        AHEAD(0, "HEAD; INSERT INTO flyway_schema_history VALUES (99, '9', 'nine', 'SQL', 'V9__nine.sql', 9, 'x', now(), 1, true)"),
        DIVERGED(14, "HEAD; UPDATE flyway_schema_history SET checksum = 1 WHERE version = '2'"),
        FAILED_ROW(14, "HEAD; UPDATE flyway_schema_history SET success = false WHERE version = '1'"),
        NOT_OURS(14, "CREATE TABLE a ()"),
        FAILS(15, "CREATE DOMAIN categories AS text; CREATE TABLE flyway_schema_history (installed_rank integer, version text, "
                + "description text, type text, script text, checksum integer, installed_by text, installed_on timestamp DEFAULT now(), "
                + "execution_time integer, success boolean)");

        private final int exitCode;
        private final String preparation;

        Case(int exitCode, String preparation) {
            this.exitCode = exitCode;
            this.preparation = preparation;
        }
    }

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void bothWaysSayTheSame(Case met) throws Exception {
        for (Map<String, String> outputs : outputs()) {
            Told direct = told(met, outputs);
            Told parsed = told(met, outputs, PARSED);

            assertThat(direct).isEqualTo(parsed);
            assertThat(direct.exitCode()).isEqualTo(met.exitCode);
        }
    }

    @Test
    void soDoTheyWhenSettingsAreWrong() throws Exception {
        for (Map<String, String> outputs : outputs()) {
            assertThat(told(with(BAD_SETTINGS, outputs))).isEqualTo(told(with(BAD_SETTINGS, outputs), PARSED))
                    .satisfies(told -> assertThat(told.exitCode()).isEqualTo(10));
        }
    }

    @Test
    void soDoTheyWhenTheDatabaseIsNotThere() throws Exception {
        Map<String, String> nowhere = Map.of("DATABASE_URL", "postgresql://bot@127.0.0.1:1/shop", "MIGRATOR_WAIT", "3s");
        for (Map<String, String> outputs : outputs()) {
            assertThat(told(with(nowhere, outputs))).isEqualTo(told(with(nowhere, outputs), PARSED))
                    .satisfies(told -> assertThat(told.exitCode()).isEqualTo(11))
                    .satisfies(told -> assertThat(told.stderr()).contains("Waiting for the database"));
        }
    }

    @Test
    void soDoTheyWhenThereAreWarnings() throws Exception {
        for (Map<String, String> outputs : outputs()) {
            assertThat(told(Case.NOTHING_TO_DO, with(WARNINGS, outputs))).isEqualTo(told(Case.NOTHING_TO_DO, with(WARNINGS, outputs), PARSED))
                    .satisfies(told -> assertThat(told.stderr().lines()).hasSize(3));
        }
    }

    @Test
    void aVariableOfQuarkusStartsQuarkusAndChangesNothingElse() throws Exception {
        assertThat(told(Case.NOTHING_TO_DO, Map.of("QUARKUS_LOG_LEVEL", "WARN"))).isEqualTo(told(Case.NOTHING_TO_DO, Map.of()));
    }

    /** Text; JSON for the report; JSON for the log. */
    private static Iterable<Map<String, String>> outputs() {
        return List.of(Map.of(), Map.of("MIGRATOR_JSON", "true"), Map.of("MIGRATOR_LOG_FORMAT", "json"));
    }

    private Told told(Case met, Map<String, String> outputs, String... arguments) throws IOException, SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            for (String step : met.preparation.split("; ")) {
                if (step.equals("HEAD")) {
                    program.run(database.environment()).exitedWith(0);
                } else if (!step.isEmpty()) {
                    Query.execute(database, step);
                }
            }
            return told(with(database.environment(), outputs), arguments).renamed(database.name(), "DATABASE");
        }
    }

    private Told told(Map<String, String> environment, String... arguments) throws IOException {
        Path report = folder.resolve("report.json");
        Path message = Files.writeString(folder.resolve("termination-log"), "");
        ProgramRun run = program.run(with(environment, Map.of("MIGRATOR_REPORT_FILE", report.toString(),
                "MIGRATOR_TERMINATION_LOG", message.toString())), arguments);
        return new Told(run.exitCode(), run.stdout(), run.stderr(), Files.readString(report), Files.readString(message)).timeless();
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    /** All that a run told anybody. */
    private record Told(int exitCode, String stdout, String stderr, String report, String message) {

        private Told renamed(String name, String to) {
            return new Told(exitCode, stdout.replace(name, to), stderr.replace(name, to), report.replace(name, to), message.replace(name, to));
        }

        private Told timeless() {
            return new Told(exitCode, timeless(stdout), timeless(stderr), timeless(report), timeless(message));
        }

        /** Without times, the number of the process, and how many lines were logged before at a level that is not shown. */
        private static String timeless(String text) {
            return text.replaceAll("\\b\\d+ (ms|s)\\b", "TIME").replaceAll("\"milliseconds\":\\d+", "MILLISECONDS")
                    .replaceAll("\"timestamp\":\"[^\"]*\"|\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}", "TIMESTAMP")
                    .replaceAll("\"(processId|sequence|threadId)\":\\d+", "$1");
        }
    }
}
