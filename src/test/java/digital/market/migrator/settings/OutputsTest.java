package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a run's end is told is known even if the settings are wrong. */
class OutputsTest {

    private static final Outputs BY_DEFAULT = new Outputs(false, false, Optional.empty(), Path.of("/dev/termination-log"));

    @Test
    void withoutVariablesItIsTextAndTheTerminationLogOfKubernetes() {
        assertThat(Outputs.of(Map.of(), Map.of())).isEqualTo(BY_DEFAULT);
    }

    @Test
    void variablesNameThem() {
        Map<String, String> variables = Map.of("MIGRATOR_JSON", "True", "MIGRATOR_LOG_FORMAT", "JSON", "MIGRATOR_REPORT_FILE", "/tmp/r",
                "MIGRATOR_TERMINATION_LOG", "/tmp/t");

        assertThat(Outputs.of(variables, Map.of())).isEqualTo(new Outputs(true, true, Optional.of(Path.of("/tmp/r")), Path.of("/tmp/t")));
    }

    @Test
    void anOptionWins() {
        Outputs outputs = Outputs.of(Map.of("MIGRATOR_REPORT_FILE", "/tmp/r"), Map.of("migrator.report-file", "/tmp/other"));

        assertThat(outputs.reportFile()).contains(Path.of("/tmp/other"));
    }

    @ParameterizedTest
    @CsvSource({"MIGRATOR_JSON, perhaps", "MIGRATOR_LOG_FORMAT, xml", "MIGRATOR_REPORT_FILE, ''", "MIGRATOR_REPORT_FILE, 'a\0b'",
            "MIGRATOR_TERMINATION_LOG, ''"})
    void whatIsWrongCountsAsNotGiven(String variable, String value) {
        assertThat(Outputs.of(Map.of(variable, value.replace("\\0", "\0")), Map.of())).isEqualTo(BY_DEFAULT);
    }
}
