package digital.market.migrator.command;

import java.util.List;
import java.util.Map;

import digital.market.migrator.MigrationEnvironment;

/**
 * {@code migrate} with its settings from the environment alone, which is what an init container does at every pod's start.
 * There is no command line to be parsed and no framework to be configured, so neither picocli nor Quarkus is started: in
 * a native image they would take longer than all the rest.
 */
public final class DirectRun {

    private static final List<List<String>> ARGUMENTS = List.of(List.of(), List.of(MigrateCommand.NAME));
    private static final String QUARKUS = "QUARKUS_";

    private DirectRun() {
    }

    /** Whether these arguments ask for no more, and the environment sets nothing of Quarkus' own. */
    public static boolean isEnough(String[] arguments, Map<String, String> environment) {
        return ARGUMENTS.contains(List.of(arguments)) && environment.keySet().stream().noneMatch(name -> name.startsWith(QUARKUS));
    }

    /**
     * Runs.
     *
     * @return the exit code
     */
    public static int run(Map<String, String> environment) {
        TargetRun run = new TargetRun(environment, Map.of(), Reporter.of(environment));
        return run.call(MigrationEnvironment::runAsyncMigrations).exitCode();
    }
}
