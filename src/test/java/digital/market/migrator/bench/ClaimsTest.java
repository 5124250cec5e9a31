package digital.market.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is faster than what is said by the tables that are measured: a sentence would go on saying it. */
class ClaimsTest {

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/performance.md", "bench/README.md"})
    void noPageSaysThatItIsFasterThanATool(String page) throws IOException {
        assertThat(Files.readString(Path.of(page))).doesNotContainPattern("(?i)\\b(faster|slower|quicker|lighter|smaller) than (?!what\\b)|\\bas fast as\\b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"golang-migrate", "goose", "dbmate"})
    void theTableOfBoundsHasWhatTheyAreSetBy(String peer) throws IOException {
        String results = Files.readString(Path.of("bench/results.md"));

        assertThat(results.split("\n## ")[1]).startsWith("Bounds\n").contains("÷ " + peer + " |");
    }
}
