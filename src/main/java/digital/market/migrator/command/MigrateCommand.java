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

/** {@code migrate}: brings the database to the newest version, or to the one that is asked for. */
@Dependent
@Command(name = MigrateCommand.NAME, mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        description = {"Compare the database with the scripts, apply what is pending, and report. The default command.",
                "Once something was applied, the schema is compared with what it should be (--drift). A run that finds nothing to do "
                        + "does not compare the schema: the command check is for that."})
class MigrateCommand implements Callable<Outcome> {

    static final String NAME = "migrate";

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    @Option(names = "--to", paramLabel = "VERSION", description = "The newest version to apply (default: the newest there is).")
    void to(String version) {
        options.set("to", version);
    }

    @Option(names = "--target", paramLabel = "FILE", description = SettingOptions.TARGET)
    void target(String file) {
        options.set("target", file);
    }

    @Override
    public Outcome call() {
        return TargetRun.of(spec, options).call(MigrationEnvironment::runAsyncMigrations);
    }
}
