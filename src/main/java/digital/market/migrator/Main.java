package digital.market.migrator;

import digital.market.migrator.command.Commands;
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
     * Starts Quarkus, which runs the command and exits with its code. The data source of Quarkus' own stays closed,
     * whatever {@code QUARKUS_*} variables a pod may hold.
     */
    public static void main(String... arguments) {
        boolean json = "json".equalsIgnoreCase(System.getenv("MIGRATOR_LOG_FORMAT"));
        System.setProperty("quarkus.log.console.json.enabled", String.valueOf(json));
        System.setProperty("quarkus.datasource.active", "false");
        System.setProperty("quarkus.flyway.active", "false");
        Quarkus.run(Main.class, arguments);
    }

    @Override
    public int run(String... arguments) {
        return commands.execute(arguments);
    }
}
