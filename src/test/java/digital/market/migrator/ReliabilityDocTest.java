package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reliability.md} names tests that there are, for each fault one. */
class ReliabilityDocTest {

    private static final Path DOCUMENT = Path.of("docs/reliability.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z]*(?:Test|IT))`");

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        Set<String> named = NAME.matcher(Files.readString(DOCUMENT)).results().map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).hasSizeGreaterThan(10).isSubsetOf(tests());
    }

    @Test
    void everyFaultNamesItsTest() throws IOException {
        assertThat(Files.readAllLines(DOCUMENT)).filteredOn(line -> line.startsWith("| ") && !line.startsWith("| fault "))
                .isNotEmpty().allSatisfy(row -> assertThat(NAME.matcher(row).results().map(MatchResult::group)).isNotEmpty());
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length())).collect(Collectors.toSet());
        }
    }
}
