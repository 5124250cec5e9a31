package digital.market.migrator.command;

import java.util.concurrent.Callable;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Outcome;
import jakarta.enterprise.context.Dependent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code status}: how every migration stands. It writes nothing, and takes no lock. */
@Dependent
@Command(name = "status", mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        description = "Show every migration with its state, when it was applied, by whom, and how long it took.")
class StatusCommand implements Callable<Outcome> {

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Outcome call() {
        return TargetRun.of(spec, options).call(MigrationEnvironment::status);
    }
}
