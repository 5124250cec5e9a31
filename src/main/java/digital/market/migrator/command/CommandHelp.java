package digital.market.migrator.command;

import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Map;
import java.util.Set;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What {@code --help} prints of a command's options: first its own, then those that every command has. */
final class CommandHelp {

    private CommandHelp() {
    }

    /** Lets the commands of a program print their help so. */
    static void arrange(CommandLine program) {
        program.getSubcommands().values().forEach(command -> {
            command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
            command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, CommandHelp::options);
        });
    }

    private static String options(Help help) {
        CommandSpec command = help.commandSpec();
        Set<String> common = command.mixins().values().stream().flatMap(mixin -> mixin.options().stream()).map(OptionSpec::longestName).collect(toSet());
        Map<Boolean, List<OptionSpec>> options = command.options().stream().sorted(help.createDefaultOptionSort())
                .collect(partitioningBy(option -> common.contains(option.longestName())));
        return section("Options:", options.get(false), help) + section("Options of every command:", options.get(true), help);
    }

    /** Of all sections the columns are as wide as all the options together need them. */
    private static String section(String heading, List<OptionSpec> options, Help help) {
        if (options.isEmpty()) {
            return "";
        }
        Help.Layout layout = help.createDefaultLayout(help.commandSpec().options(), List.of(), help.colorScheme());
        layout.addOptions(options, help.createDefaultParamLabelRenderer());
        return help.createHeading("%n" + heading + "%n") + layout;
    }
}
