package digital.market.migrator.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that say where a run's end is told. They are found in a command line that is wrong, too, since that has to be told there. */
final class OutputOptions {

    private static final String JSON = "json";
    private static final List<String> FILES = List.of("report-file", "termination-log");

    private OutputOptions() {
    }

    /** What was given, by the names of the settings, whatever stands around it. */
    static Map<String, String> in(String... arguments) {
        ParseResult parsed = parse(arguments);
        Map<String, String> found = new HashMap<>();
        if (parsed.hasMatchedOption(option(JSON))) {
            found.put(SettingOptions.property(JSON), String.valueOf(parsed.matchedOptionValue(option(JSON), false)));
        }
        for (String file : FILES) {
            String value = parsed.matchedOptionValue(option(file), "");
            if (!value.isEmpty()) {
                found.put(SettingOptions.property(file), value);
            }
        }
        return found;
    }

    private static ParseResult parse(String... arguments) {
        CommandSpec spec = CommandSpec.create().addOption(OptionSpec.builder(option(JSON)).type(boolean.class).build());
        FILES.forEach(file -> spec.addOption(OptionSpec.builder(option(file)).type(String.class).build()));
        spec.parser().collectErrors(true).unmatchedArgumentsAllowed(true).unmatchedOptionsAllowedAsOptionParameters(false)
                .overwrittenOptionsAllowed(true).expandAtFiles(false);
        return new CommandLine(spec).parseArgs(arguments);
    }

    private static String option(String name) {
        return "--" + name;
    }
}
