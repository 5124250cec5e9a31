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

/** {@code repair}: says what is wrong with the history, and mends it when told to. */
@Dependent
@Command(name = "repair", mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        description = "Show what is broken in the history, and with --yes mend it.")
class RepairCommand implements Callable<Outcome> {

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    @Option(names = "--yes", description = "Mend what is broken (default: show it only).")
    void yes(boolean value) {
        options.set("yes", String.valueOf(value));
    }

    @Override
    public Outcome call() {
        return TargetRun.of(spec, options).call(MigrationEnvironment::repair);
    }
}
