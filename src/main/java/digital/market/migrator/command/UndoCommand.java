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

/** {@code undo}: takes back what {@code migrate} applied, down to a version. */
@Dependent
@Command(name = "undo", mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        description = "Take versions back by their U scripts, the newest first.")
class UndoCommand implements Callable<Outcome> {

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    @Option(names = "--to", paramLabel = "VERSION", description = "The version that stays; 0 takes everything back.")
    void to(String version) {
        options.set("to", version);
    }

    @Override
    public Outcome call() {
        return TargetRun.of(spec, options).call(MigrationEnvironment::undo);
    }
}
