package digital.market.migrator.command;

import java.util.concurrent.Callable;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Outcome;
import jakarta.enterprise.context.Dependent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code check}: whether the database is where it should be, and its schema what it should be. It only reads. */
@Dependent
@Command(name = "check", mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        description = "Exit with 0 only if the database is at the newest version, its history is intact, and its schema is what the "
                + "scripts lead to; else name every difference, and the statement that mends it where that loses no data.")
class CheckCommand implements Callable<Outcome> {

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    @Option(names = "--to", paramLabel = "VERSION",
            description = "The version to be at (default: the newest there is). The schema is compared at the newest only.")
    void to(String version) {
        options.set("to", version);
    }

    @Option(names = "--target", paramLabel = "FILE", description = SettingOptions.TARGET)
    void target(String file) {
        options.set("target", file);
    }

    @Option(names = "--write-target", paramLabel = "FILE",
            description = "Write what the schema looks like now to this file, for --target, if it is at the newest version and its history is intact.")
    void writeTarget(String file) {
        options.set("write-target", file);
    }

    @Override
    public Outcome call() {
        return TargetRun.of(spec, options).call(MigrationEnvironment::check);
    }
}
