package digital.market.migrator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputOptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"--termination-log F --nonsense", "--nonsense --termination-log F", "--termination-log=F --nonsense", "nonsense --termination-log=F",
            "migrate extra --termination-log F", "--schema --termination-log F", "--create-schema=maybe --termination-log F", "--lock-wait 5m --termination-log F",
            "help nonsense --termination-log F", "--termination-log E --termination-log F", "-x --termination-log F", "--json=maybe --termination-log F",
            "--termination-log F --report-file", "--report-file --nonsense --termination-log F", "@F --termination-log F"})
    void aFileIsFoundInAWrongCommandLine(String arguments) {
        assertThat(in(arguments)).containsEntry("migrator.termination-log", "F").doesNotContainKey("migrator.report-file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "migrate", "--termination-log", "--termination-log=", "--termination-log --to 3", "-- --termination-log F", "--termination-logs F"})
    void whatNamesNoFileNamesNone(String arguments) {
        assertThat(in(arguments)).doesNotContainKey("migrator.termination-log");
    }

    @Test
    void theOtherOutputsAreFoundToo() {
        assertThat(in("--json nonsense --report-file=R")).isEqualTo(Map.of("migrator.json", "true", "migrator.report-file", "R"));
        assertThat(in("--json=false nonsense")).isEqualTo(Map.of("migrator.json", "false"));
    }

    private static Map<String, String> in(String arguments) {
        return OutputOptions.in(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    }
}
