package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A command, run in this process through the Java API, with nothing but these environment variables.
 *
 * @param command what it does in its environment
 */
public record CommandRun<R extends Report>(Map<String, String> variables, Function<MigrationEnvironment, CompletionStage<R>> command) {

    /** The command with the database and the scripts of this run of {@code migrate}. */
    public static <R extends Report> CommandRun<R> like(MigratorRun run, Function<MigrationEnvironment, CompletionStage<R>> command) {
        return new CommandRun<>(run.variables(), command);
    }

    /** The same run with one more variable. */
    public CommandRun<R> with(String variable, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(variable, value);
        return new CommandRun<>(Map.copyOf(more), command);
    }

    /** Begins to run on another thread. */
    public CompletableFuture<R> start() {
        return command.apply(MigrationEnvironment.of(variables)).toCompletableFuture();
    }

    /** Runs, which has to succeed. */
    public R succeeds() {
        return MigrationEnvironment.resultOf(start());
    }

    /** Runs, which has to fail with this outcome. */
    public MigrationException failsWith(Outcome outcome) {
        try {
            R report = succeeds();
            throw new AssertionError("The run was to fail with " + outcome + ", but: " + report.summary());
        } catch (MigrationException e) {
            assertThat(e.outcome()).as(e.failure().toString()).isEqualTo(outcome);
            return e;
        }
    }
}
