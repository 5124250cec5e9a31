package digital.market.migrator;

import java.util.Map;

import digital.market.migrator.command.Commands;
import digital.market.migrator.command.DirectRun;
import digital.market.migrator.command.FailedStart;
import digital.market.migrator.report.Log;
import digital.market.migrator.settings.Outputs;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;

/** The way in: arguments, command, exit code. */
@QuarkusMain
public final class Main implements QuarkusApplication {

    private final Commands commands;

    @Inject
    Main(Commands commands) {
        this.commands = commands;
    }

    /**
     * Runs directly where the environment says all there is to say; otherwise Quarkus is started, which
     * runs the command that the arguments name. Ends the process with the exit code.
     */
    public static void main(String... arguments) {
        Map<String, String> environment = System.getenv();
        Log.open(Outputs.of(environment, Map.of()).jsonLogs());
        if (FailedStart.isWithoutWorkingDirectory()) {
            System.exit(FailedStart.tellOfWorkingDirectory(environment));
        }
        if (DirectRun.isEnough(arguments, environment)) {
            System.exit(DirectRun.run(arguments, environment));
        }
        // The data source of Quarkus' own stays closed, whatever QUARKUS_* variables a pod may hold.
        System.setProperty("quarkus.datasource.active", "false");
        System.setProperty("quarkus.flyway.active", "false");
        Quarkus.run(Main.class, (code, failure) -> System.exit(failure == null ? code : FailedStart.tell(failure, arguments, environment)), arguments);
    }

    @Override
    public int run(String... arguments) {
        return commands.execute(arguments);
    }
}
