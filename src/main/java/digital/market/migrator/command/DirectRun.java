package digital.market.migrator.command;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Outcome;

/**
 * {@code migrate} or {@code await} with their settings from the environment alone, which is what an init container does at every pod's start.
 * There is no command line to be parsed and no framework to be configured, so neither picocli nor Quarkus is started: in
 * a native image they would take longer than all the rest.
 */
public final class DirectRun {

    private static final Map<List<String>, Function<TargetRun, Outcome>> COMMANDS = Map.of(
            List.of(), DirectRun::migrate,
            List.of(MigrateCommand.NAME), DirectRun::migrate,
            List.of(AwaitCommand.NAME), run -> run.call(MigrationEnvironment::await));
    private static final String QUARKUS = "QUARKUS_";

    private DirectRun() {
    }

    /** Whether these arguments ask for no more, and the environment sets nothing of Quarkus' own. */
    public static boolean isEnough(String[] arguments, Map<String, String> environment) {
        return COMMANDS.containsKey(List.of(arguments)) && environment.keySet().stream().noneMatch(DirectRun::isOfQuarkus);
    }

    static boolean isOfQuarkus(String variable) {
        return variable.startsWith(QUARKUS);
    }

    /**
     * Runs.
     *
     * @return the exit code
     */
    public static int run(String[] arguments, Map<String, String> environment) {
        TargetRun run = new TargetRun(environment, Map.of(), Reporter.of(environment));
        return COMMANDS.get(List.of(arguments)).apply(run).exitCode();
    }

    private static Outcome migrate(TargetRun run) {
        return run.call(MigrationEnvironment::runAsyncMigrations);
    }
}
