package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a terminal it is shown on one line how a statement gets on; that line is gone in the end. */
class ProgressBarIT {

    private static final String WAITS_FOR_THE_TEST =
            "DO $$ BEGIN WHILE NOT pg_try_advisory_xact_lock(4711) LOOP PERFORM pg_sleep(0.05); END LOOP; END $$;";

    @TempDir
    private Path folder;

    @Test
    void onATerminalItIsOneLineThatIsGoneInTheEnd() throws Exception {
        ProgramRun run = runOf(onATerminal(), Map.of(), "V1 is at work, ");

        assertThat(run.stdout()).containsPattern("\rV1 is at work, \\d+ s").containsPattern("\r +\r").contains("Applied 1 migration: ").doesNotContain(" INFO ");
        String[] drawn = run.stdout().split("\r");
        assertThat(drawn[drawn.length - 1]).doesNotContain("is at work");
    }

    /** Elsewhere, and where the log is for machines, it is lines. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void elsewhereItIsLinesOfTheLog(String format) throws Exception {
        ProgramRun run = runOf(format.equals("json") ? onATerminal() : Program.packaged(), Map.of("MIGRATOR_LOG_FORMAT", format), "V1 is at work, ");

        assertThat((run.stdout() + run.stderr()).lines()).anyMatch(line -> line.contains("INFO") && line.contains("V1 is at work, "));
        assertThat(run.stdout() + run.stderr()).doesNotContainPattern("\rV1");
    }

    private ProgramRun runOf(Program program, Map<String, String> variables, String untilItSays) throws Exception {
        new ScriptFolder(folder).add("V1__wait.sql", WAITS_FOR_THE_TEST);
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection holder = database.connect()) {
            Query.execute(holder, "SELECT pg_advisory_lock(4711)");
            Map<String, String> environment = new HashMap<>(database.environment());
            environment.put("MIGRATOR_LOCATIONS", "filesystem:" + folder);
            environment.putAll(variables);
            try (RunningProgram running = program.start(environment)) {
                Eventually.holds("it says " + untilItSays, () -> (running.stdout() + running.stderr()).contains(untilItSays));
                Query.execute(holder, "SELECT pg_advisory_unlock(4711)");
                return running.await().exitedWith(0);
            }
        }
    }

    /** {@code script}, of util-linux, gives the program a terminal, and takes down what it writes there. */
    private static Program onATerminal() {
        String command = Program.packaged().command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return new Program(List.of("script", "--quiet", "--return", "--command", command, "/dev/null"));
    }
}
