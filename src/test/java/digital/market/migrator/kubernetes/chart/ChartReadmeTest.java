package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void theFirstInstallationThatItShowsVerifiesTheServer() {
        String install = readme.split("helm install ")[1].split("```")[0];
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        Pattern.compile("([a-zA-Z.]+)=([^, ]+)").matcher(install.replace("\\\n", " ").replace("--set", "")).results().forEach(set -> {
            String path = "/" + set.group(1).replace('.', '/');
            int last = path.lastIndexOf('/');
            values.withObject(path.substring(0, last)).put(path.substring(last + 1), set.group(2).strip());
        });
        Container container = new Chart(ChartFolder.MIGRATOR, "bot", "v1.30.0", List.of()).values(values.toString()).render().container();

        assertThat(container.getImage()).startsWith("registry.example/");
        assertThat(Rendered.secrets(container)).containsEntry("DATABASE_URL", "bot-database/url");
        assertThat(Rendered.values(container)).containsEntry("PGSSLMODE", "verify-full").containsKey("PGSSLROOTCERT");
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
