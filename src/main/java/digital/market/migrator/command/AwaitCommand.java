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

/** {@code await}: waits until somebody else has brought the database to where it should be. It only reads. */
@Dependent
@Command(name = AwaitCommand.NAME, mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        description = {"Wait until the database is at the newest version or beyond: the gate before a program that needs it, while something "
                + "else migrates. It reads the history again and again, over one connection each time, and takes no lock.",
                "With --drift (fail) the schema is compared with what it should be, too, once it is at the newest version."})
class AwaitCommand implements Callable<Outcome> {

    static final String NAME = "await";

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    @Option(names = "--await", paramLabel = "TIME",
            description = "How long to wait, for the database and for the migrations together (default: 10m).")
    void await(String value) {
        options.set("await", value);
    }

    @Option(names = "--to", paramLabel = "VERSION",
            description = "The version to wait for (default: the newest there is). The schema is compared at the newest only.")
    void to(String version) {
        options.set("to", version);
    }

    @Option(names = "--target", paramLabel = "FILE", description = SettingOptions.TARGET)
    void target(String file) {
        options.set("target", file);
    }

    @Override
    public Outcome call() {
        return TargetRun.of(spec, options).call(MigrationEnvironment::await);
    }
}
