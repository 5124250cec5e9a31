package digital.market.migrator.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.FailureReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Printable;
import digital.market.migrator.settings.Setting;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.settings.Survey;
import jakarta.enterprise.context.Dependent;
import jakarta.json.Json;
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

    /** What is wrong comes behind the table, which shows where it came from. */
    @Override
    public Outcome call() {
        Reporter reporter = Reporter.of(spec, options.values());
        Survey survey = SettingsReader.survey(System.getenv(), options.values());
        reporter.warn(survey.warnings());
        print(survey, reporter.json());
        survey.failure().map(FailureReport::new).ifPresent(reporter.withoutStandardOutput()::tell);
        return survey.failure().map(Failure::outcome).orElse(Outcome.DONE);
    }

    private void print(Survey survey, boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Printable.json(json(survey)));
        } else {
            int names = width(survey.settings(), Setting::name);
            int values = width(survey.settings(), one -> Printable.line(one.value()));
            survey.settings().forEach(one ->
                    out.printf("%-" + names + "s  %-" + values + "s  %s%n", one.name(), Printable.line(one.value()), one.origin()));
            survey.notes().stream().map(Printable::line).forEach(out::println);
        }
        out.flush();
    }

    private static String json(Survey survey) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        survey.failure().ifPresent(failure -> json.add("message", failure.message()).add("outcome", failure.outcome().word())
                .add("exitCode", failure.outcome().exitCode()));
        JsonObjectBuilder all = Json.createObjectBuilder();
        survey.settings().forEach(one -> all.add(one.name(),
                Json.createObjectBuilder().add("value", one.value()).add("origin", one.origin())));
        return json.add("settings", all).add("notes", Json.createArrayBuilder(survey.notes())).build().toString();
    }

    private static int width(List<Setting> settings, Function<Setting, String> column) {
        return settings.stream().map(column).mapToInt(String::length).max().orElse(1);
    }
}
