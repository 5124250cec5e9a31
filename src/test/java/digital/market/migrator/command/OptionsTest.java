package digital.market.migrator.command;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.settings.Setting;
import digital.market.migrator.settings.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

/** Every option has a variable that does the same. */
class OptionsTest {

    private static final Set<String> ABOUT_THE_PROGRAM = Set.of("--help", "--version");
    private static final String PLACEHOLDER = "placeholder";
    private static final Map<String, String> DATABASE = Map.of("DATABASE_URL", "postgresql://bot@db/shop");

    /** The log format has to be known before there is a command line. */
    private static final Set<String> VARIABLES_ONLY = Set.of("log-format");
    /** What one command is asked for is no matter of the others. */
    private static final Set<String> OF_SOME_COMMANDS =
            Set.of("await", "to", "from", "down", "resume", "output", "at", "yes", "target", "write-target");

    @TempDir
    private static Path folder;

    private static Stream<Arguments> options() {
        return new CommandLine(new MigratorCommand()).getSubcommands().entrySet().stream()
                .filter(command -> !command.getKey().equals("help"))
                .flatMap(command -> settingsOf(command.getValue()).map(option -> Arguments.of(command.getKey(), option)));
    }

    @ParameterizedTest
    @MethodSource("options")
    void anOptionIsASettingOfTheSameName(String command, String option) {
        if (option.equals(PLACEHOLDER)) {
            assertThat(origins(Map.of(), Map.of("migrator.placeholder.x", "1"))).containsEntry("placeholder.x", "--placeholder");
            assertThat(origins(Map.of("MIGRATOR_PLACEHOLDER_X", "1"), Map.of())).containsEntry("placeholder.x", "MIGRATOR_PLACEHOLDER_X");
        } else {
            String value = accepted(option);
            String variable = "MIGRATOR_" + option.toUpperCase().replace('-', '_');
            assertThat(origins(Map.of(), Map.of("migrator." + option, value))).containsEntry(option, "--" + option);
            assertThat(origins(Map.of(variable, value), Map.of())).containsEntry(option, variable);
        }
    }

    @Test
    void everySettingIsAnOptionOfEveryCommandUnlessItIsOfSomeOnly() {
        Set<String> settings = origins(Map.of(), Map.of()).keySet().stream().filter(OptionsTest::isOurs)
                .filter(name -> !VARIABLES_ONLY.contains(name)).collect(Collectors.toSet());

        new CommandLine(new MigratorCommand()).getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                assertThat(settingsOf(command)).as(name)
                        .containsAll(settings.stream().filter(setting -> !OF_SOME_COMMANDS.contains(setting)).toList());
            }
        });
    }

    @Test
    void anOptionSetsWhatItIsCalled() {
        SharedOptions shared = new SharedOptions();
        CommandLine line = new CommandLine(shared);

        settingsOf(line).forEach(option -> {
            String name = option.equals(PLACEHOLDER) ? "placeholder.x" : option;
            String value = option.equals(PLACEHOLDER) ? "x=1" : accepted(option);
            line.parseArgs("--" + option + "=" + value);
            assertThat(shared.options.values()).containsEntry("migrator." + name, option.equals(PLACEHOLDER) ? "1" : value);
        });
        assertThat(shared.options.values()).hasSize((int) settingsOf(line).count());
    }

    @CommandLine.Command
    private static final class SharedOptions {

        @Mixin
        private final SettingOptions options = new SettingOptions();
    }

    /** The names of its options without the dashes. */
    private static Stream<String> settingsOf(CommandLine command) {
        return command.getCommandSpec().options().stream().map(OptionSpec::longestName)
                .filter(name -> !ABOUT_THE_PROGRAM.contains(name)).map(name -> name.substring(2));
    }

    /** Settings of the database itself have variables only: a password must not be an argument. */
    private static boolean isOurs(String setting) {
        return !Set.of("host", "port", "user", "database", "password", "sslmode").contains(setting);
    }

    private static String accepted(String option) {
        return switch (option) {
            case "create-schema", "json", "down", "resume", "yes" -> "true";
            case "await", "wait", "auth-grace", "lock-wait", "deadline", "lock-timeout", "statement-timeout" -> "7s";
            case "lock-retries", "to", "from", "at" -> "3";
            case "ahead", "drift", "invalid-index" -> "fail";
            case "pooler" -> "none";
            case "cleartext-password" -> "allow";
            case "adopt" -> "never";
            case "locations" -> "classpath:db/migration";
            case "placeholders-file" -> placeholders();
            default -> "name";
        };
    }

    private static String placeholders() {
        try {
            return Files.writeString(folder.resolve("placeholders"), "y=1\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> origins(Map<String, String> environment, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(DATABASE);
        all.putAll(environment);
        return SettingsReader.read(all, options).origins().stream().collect(Collectors.toMap(Setting::name, Setting::origin));
    }
}
