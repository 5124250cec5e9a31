package digital.market.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeExitCodesTest {

    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `([a-z-]+)` \\| (yes|no)? ?\\|.*");

    private record Row(int code, String word, boolean retry) {
    }

    @Test
    void theTableOfExitCodesIsTheOneInTheCode() throws IOException {
        List<Row> documented = Files.readAllLines(Path.of("README.md")).stream()
                .map(ROW::matcher).filter(Matcher::matches)
                .map(row -> new Row(Integer.parseInt(row.group(1)), row.group(2), "yes".equals(row.group(3))))
                .toList();

        assertThat(documented).isEqualTo(Stream.of(Outcome.values())
                .map(outcome -> new Row(outcome.exitCode(), outcome.word(), outcome.retryMayHelp())).toList());
    }
}
