package digital.market.migrator.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.FileFailure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.OfflineReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.WholeFile;
import digital.market.migrator.settings.Settings;
import digital.market.migrator.settings.SettingsReader;
import jakarta.enterprise.context.Dependent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code offline}: prints the SQL that {@code migrate} would execute. It needs no database and opens no connection. */
@Dependent
@Command(name = "offline", mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        description = "Print the SQL that migrate would execute, for psql. It needs no database.")
class OfflineCommand implements Callable<Outcome> {

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    @Option(names = "--from", paramLabel = "VERSION",
            description = "The version that the database is at (default: an empty database; with --down the newest there is).")
    void from(String version) {
        options.set("from", version);
    }

    @Option(names = "--to", paramLabel = "VERSION",
            description = "The version to go to (default: the newest there is; with --down it has to be given, 0 for none).")
    void to(String version) {
        options.set("to", version);
    }

    @Option(names = "--down", description = "Take versions back, by their undo scripts.")
    void down(boolean value) {
        options.set("down", String.valueOf(value));
    }

    @Option(names = "--resume", description = "Skip what the database has already. Only psql can run such a script.")
    void resume(boolean value) {
        options.set("resume", String.valueOf(value));
    }

    @Option(names = "--output", paramLabel = "FILE", description = "Write the script to this file (default: standard output, "
            + "which with --json holds the plan instead).")
    void output(String file) {
        options.set("output", file);
    }

    /** Standard output is for one thing alone, so that it can be handed on: the script, or with {@code --json} the plan. */
    @Override
    public Outcome call() {
        Reporter reporter = Reporter.of(spec, options.values());
        return (reporter.json() ? reporter : reporter.withoutStandardOutput()).report(
                () -> SettingsReader.readWithoutDatabase(System.getenv(), options.values()), settings -> offline(settings, reporter));
    }

    private OfflineReport offline(Settings settings, Reporter reporter) {
        Optional<Path> file = settings.request().output();
        try {
            StringWriter script = new StringWriter();
            OfflineReport report = MigrationEnvironment.of(settings).runMigrationsOffline(script);
            if (file.isPresent()) {
                WholeFile.write(file.get(), script.toString());
            } else if (!reporter.json()) {
                print(script.toString(), reporter.out());
            }
            return report;
        } catch (IOException e) {
            throw new MigrationException(Failure.of(Outcome.CONFIGURATION, "The script could not be written to "
                    + file.map(Path::toString).orElse("standard output") + " (" + FileFailure.reason(e) + ").")
                    .withAdvice("Let --output (MIGRATOR_OUTPUT) name a file in a folder that is there, that may be written to and "
                            + "has room."), e);
        }
    }

    private static void print(String script, PrintWriter out) throws IOException {
        out.print(script);
        if (out.checkError()) {
            throw new IOException("not all of it was taken");
        }
    }
}
