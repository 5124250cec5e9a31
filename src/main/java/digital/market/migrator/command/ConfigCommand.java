package digital.market.migrator.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Printable;
import digital.market.migrator.settings.Setting;
import digital.market.migrator.settings.Settings;
import digital.market.migrator.settings.SettingsReader;
import jakarta.enterprise.context.Dependent;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code config}: shows the settings in force and where each came from. It opens no connection. */
@Dependent
@Command(name = "config", mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        description = "Show the settings in force and where each came from; secrets are shown as ****.")
class ConfigCommand implements Callable<Outcome> {

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Outcome call() {
        Reporter reporter = Reporter.of(spec, options.values());
        try {
            Settings settings = SettingsReader.read(System.getenv(), options.values());
            reporter.warn(settings.warnings());
            print(settings, reporter.json());
            return Outcome.DONE;
        } catch (MigrationException e) {
            Failure failure = e.failure();
            reporter.print(failure);
            return failure.outcome();
        }
    }

    private void print(Settings settings, boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Printable.json(json(settings)));
        } else {
            int names = width(settings.origins(), Setting::name);
            int values = width(settings.origins(), one -> Printable.line(one.value()));
            settings.origins().forEach(one ->
                    out.printf("%-" + names + "s  %-" + values + "s  %s%n", one.name(), Printable.line(one.value()), one.origin()));
            settings.overrides().stream().map(Printable::line).forEach(out::println);
        }
        out.flush();
    }

    private static String json(Settings settings) {
        JsonObjectBuilder all = Json.createObjectBuilder();
        settings.origins().forEach(one -> all.add(one.name(),
                Json.createObjectBuilder().add("value", one.value()).add("origin", one.origin())));
        JsonArrayBuilder overrides = Json.createArrayBuilder(settings.overrides());
        return Json.createObjectBuilder().add("settings", all).add("notes", overrides).build().toString();
    }

    private static int width(List<Setting> settings, Function<Setting, String> column) {
        return settings.stream().map(column).mapToInt(String::length).max().orElse(1);
    }
}
