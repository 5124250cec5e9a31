package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChartReadmeTest {

    private static final Path CHART = Path.of("helm/market-migrator");
    private static final Pattern ROW = Pattern.compile("\\| `([a-zA-Z.]+)` \\| `([^`]*)` \\|.*");

    private final String readme = Scratch.read(CHART.resolve("README.md"));

    @Test
    void theTableOfValuesHasEachOneWithItsDefaultAndNoOther() {
        Map<String, JsonNode> documented = new TreeMap<>();
        readme.lines().map(ROW::matcher).filter(Matcher::matches)
                .forEach(row -> documented.put(row.group(1), Scratch.yaml("default: " + row.group(2)).get("default")));
        Map<String, JsonNode> real = new TreeMap<>();
        addLeaves("", Scratch.yaml(Scratch.read(CHART.resolve("values.yaml"))), documented, real);

        assertThat(documented).containsExactlyInAnyOrderEntriesOf(real);
    }

    @Test
    void theLineForKubectlIsTheOneThatTheNotesShow() {
        assertThat(readme.lines().filter(line -> line.startsWith("kubectl run "))).singleElement()
                .satisfies(line -> assertThat(Chart.migrator().notes()).contains(line));
    }

    /** A value that the table has as a whole is a leaf, and so is whatever is no map or an empty one. */
    private static void addLeaves(String path, JsonNode value, Map<String, JsonNode> documented, Map<String, JsonNode> leaves) {
        if (!value.isObject() || value.isEmpty() || documented.containsKey(path)) {
            leaves.put(path, value);
        } else {
            value.properties().forEach(entry ->
                    addLeaves(path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), documented, leaves));
        }
    }
}
