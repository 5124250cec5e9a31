package digital.market.migrator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A reader of {@code --help} sees at once what is the command's own. */
class CommandHelpTest {

    private static final String COMMON = "\nOptions of every command:\n";
    private static final Pattern OPTION = Pattern.compile("(?m)^ {2,6}(?:-., )?(--[a-z-]+)");
    /** What a description that is read alone has no antecedent for. */
    private static final Pattern BACKWARD = Pattern.compile("\\b(after that|that file|such a file|like then|it ended|what was found)\\b");

    private static Stream<String> commands() {
        return program().getSubcommands().keySet().stream().filter(name -> !name.equals("help"));
    }

    @ParameterizedTest
    @CsvSource({"migrate, --target --to", "offline, --down --from --output --resume --to", "check, --target --to --write-target", "undo, --to",
            "repair, --yes", "adopt, --at --target --to", "await, --await --target --to"})
    void itsOwnOptionsComeFirst(String command, String own) {
        String help = help(command);

        assertThat(help).startsWith("Usage: market-migrator " + command + " [OPTIONS]\n").contains("\n\nOptions:\n");
        assertThat(options(help.substring(0, help.indexOf(COMMON)))).containsExactly(own.split(" "));
    }

    @Test
    void aCommandWithNoneOfItsOwnHasNoHeadingForThem() {
        assertThat(help("status")).doesNotContain("\nOptions:\n").contains("\n" + COMMON);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionStandsThereOnceAndTheCommonOnesAreTheSame(String command) {
        String help = help(command);

        assertThat(options(help)).containsExactlyInAnyOrderElementsOf(program().getSubcommands().get(command).getCommandSpec().options().stream()
                .map(OptionSpec::longestName).toList());
        assertThat(common(help)).isEqualTo(common(help("status"))).contains("--lock-retries=N", "--termination-log=FILE", "--help", "--version");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aDescriptionStandsByItself(String command) {
        for (OptionSpec option : program().getSubcommands().get(command).getCommandSpec().options()) {
            assertThat(String.join(" ", option.description())).as(option.longestName()).endsWith(".").doesNotContainPattern(BACKWARD);
        }
    }

    /** The lines are broken where the widest option says. */
    private static String common(String help) {
        return help.substring(help.indexOf(COMMON)).replaceAll("\\s+", " ");
    }

    private static List<String> options(String help) {
        return OPTION.matcher(help).results().map(found -> found.group(1)).toList();
    }

    private static String help(String command) {
        return program().getSubcommands().get(command).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static CommandLine program() {
        CommandLine program = new CommandLine(new MigratorCommand());
        CommandHelp.arrange(program);
        return program;
    }
}
