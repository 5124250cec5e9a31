package digital.market.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {

    /** The table of the exit codes as it is documented: a {@code podFailurePolicy} is written against it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DONE          |   0 | no
            UNEXPECTED    |   1 | yes
            USAGE         |   2 | no
            CONFIGURATION |  10 | no
            UNREACHABLE   |  11 | yes
            DENIED        |  12 | no
            LOCKED        |  13 | yes
            DIVERGED      |  14 | no
            ROLLED_BACK   |  15 | no
            HALF_WAY      |  16 | no
            DRIFT         |  17 | no
            AHEAD         |  18 | no
            EMPTY_CATALOG |  19 | no
            PENDING       |  20 | yes
            INTERRUPTED   | 130 | yes
            TERMINATED    | 143 | yes
            """)
    void codesAndRetriesAreThoseOfTheTable(Outcome outcome, int exitCode, String retry) {
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
        assertThat(outcome.retryMayHelp()).isEqualTo(retry.equals("yes"));
    }

    @Test
    void thereIsNoOutcomeThatTheTableDoesNotHave() {
        assertThat(Outcome.values()).hasSize(16);
        assertThat(Arrays.stream(Outcome.values()).map(Outcome::exitCode)).doesNotHaveDuplicates();
    }

    @Test
    void onlyDoneIsASuccess() {
        assertThat(Outcome.values()).filteredOn(Outcome::succeeded).containsExactly(Outcome.DONE);
    }

    @Test
    void aReportCallsThemByWordsWithDashes() {
        assertThat(Outcome.ROLLED_BACK.word()).isEqualTo("rolled-back");
        assertThat(Outcome.EMPTY_CATALOG.word()).isEqualTo("empty-catalog");
    }
}
