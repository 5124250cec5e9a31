package digital.market.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {

    private final StringWriter terminal = new StringWriter();
    private final ProgressBar bar = new ProgressBar(new PrintWriter(terminal));

    @ParameterizedTest
    @CsvSource({"0, '[                    ] V2'", "4, '[                    ] V2'", "5, '[#                   ] V2'", "50, '[##########          ] V2'",
            "99, '[################### ] V2'", "100, '[####################] V2'"})
    void aBarShowsHowMuchIsDone(int percent, String line) {
        bar.draw("V2", OptionalInt.of(percent));

        assertThat(terminal).hasToString("\r" + line);
    }

    @Test
    void whereNobodyKnowsThereIsNoBar() {
        bar.draw("V2 is at work, 3 s", OptionalInt.empty());

        assertThat(terminal).hasToString("\rV2 is at work, 3 s");
    }

    @Test
    void aShorterLineLeavesNothingOfALongerOne() {
        bar.draw("a long line", OptionalInt.empty());
        bar.draw("short", OptionalInt.empty());

        assertThat(terminal.toString()).endsWith("\rshort      ");
    }

    @Test
    void aLineFitsIntoATerminalOf80ColumnsWhateverItsCharacters() {
        bar.draw("\uD83D\uDE00".repeat(100), OptionalInt.empty());

        assertThat(terminal).hasToString("\r" + "\uD83D\uDE00".repeat(78) + "…");
    }

    @Test
    void whatWasDrawnIsErasedOnce() {
        bar.erase();
        bar.draw("line", OptionalInt.empty());
        bar.erase();
        bar.erase();

        assertThat(terminal).hasToString("\rline\r    \r");
    }
}
