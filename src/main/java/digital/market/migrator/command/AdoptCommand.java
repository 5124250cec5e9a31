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

/** {@code adopt}: takes over a database that Alembic or {@code create_all} made. */
@Dependent
@Command(name = "adopt", mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        description = "Take over a database that Alembic or SQLAlchemy's create_all made: write the history of what is there, apply what "
                + "is pending, give names and defaults the wording of the scripts, and compare. All in one transaction: a difference takes "
                + "everything back.")
class AdoptCommand implements Callable<Outcome> {

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    @Option(names = "--at", paramLabel = "VERSION",
            description = "The version that the database is at, where no alembic_version tells.")
    void at(String version) {
        options.set("at", version);
    }

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
        return TargetRun.of(spec, options).call(MigrationEnvironment::adopt);
    }
}
