package digital.market.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitCodesPageTest {

    @Test
    void everyCodeHasAnEntryInOrderAndSoHaveThoseOfAProcessThatWasKilledOrCrashed() throws IOException {
        List<String> entries = Files.readAllLines(Path.of("docs/exit-codes.md")).stream()
                .filter(line -> line.startsWith("## ")).map(line -> line.substring(3)).toList();

        assertThat(entries).containsExactlyElementsOf(Stream.concat(
                        Stream.of(Outcome.values()).map(outcome -> outcome.exitCode() + " `" + outcome.word() + "`"), Stream.of("137", "139"))
                .sorted((a, b) -> Integer.compare(code(a), code(b))).toList());
    }

    @Test
    void everyOutcomeButDoneHasACauseASolutionASampleAndTheRightRetry() throws IOException {
        String page = Files.readString(Path.of("docs/exit-codes.md")).split("\n# What machines read")[0];
        for (Outcome outcome : Outcome.values()) {
            String entry = page.split("\n## " + outcome.exitCode() + " ")[1].split("\n## ")[0];
            assertThat(entry).contains("\n> ");
            if (!outcome.succeeded()) {
                assertThat(entry).contains("**Cause.**", "**Solution.**", "**Retry:** " + (outcome.retryMayHelp() ? "yes" : "no"));
            }
        }
    }

    private static int code(String entry) {
        return Integer.parseInt(entry.split(" ")[0]);
    }
}
