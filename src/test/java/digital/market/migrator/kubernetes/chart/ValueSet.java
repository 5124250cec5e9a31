package digital.market.migrator.kubernetes.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of {@code src/test/resources/chart/values} in one mode, and what Helm makes of it.
 *
 * @param name     the file's name and the mode
 * @param mode     {@code hook}, {@code job} or {@code library}
 * @param chart    the chart with these values
 * @param rendered what Helm makes of it
 */
record ValueSet(String name, String mode, Chart chart, Rendered rendered) {

    static final Path CONSUMER = Path.of("src/test/resources/chart/consumer");

    /** In every mode that it is for; rendered once, since the rules are many. */
    static final List<ValueSet> ALL = all();

    private static List<ValueSet> all() {
        List<ValueSet> sets = new ArrayList<>();
        ChartFolder consumer = ChartFolder.dependent(CONSUMER);
        for (Path file : Scratch.files(Path.of("src/test/resources/chart/values"))) {
            JsonNode values = Scratch.yaml(Scratch.read(file));
            for (String mode : values.has("mode") ? List.of(values.get("mode").asText()) : List.of("hook", "job")) {
                sets.add(of(file, mode, new Chart(ChartFolder.MIGRATOR, "bot", "v1.30.0", List.of(file)).values("mode: " + mode)));
            }
            if (!makesObjects(values)) {
                sets.add(of(file, "library", new Chart(consumer, "bot", "v1.30.0", List.of()).values(forConsumer(values))));
            }
        }
        return List.copyOf(sets);
    }

    private static ValueSet of(Path file, String mode, Chart chart) {
        String name = file.getFileName() + ", mode: " + mode;
        try {
            return new ValueSet(name, mode, chart, chart.render());
        } catch (IllegalStateException e) {
            throw new AssertionError("Helm does not render " + name, e);
        }
    }

    /** Whether the chart would have to make a Secret or a ConfigMap, which a library does not. */
    private static boolean makesObjects(JsonNode values) {
        return values.at("/database/url").isTextual() || values.at("/database/password").isTextual()
                || values.at("/database/tls/rootCert/pem").isTextual() || values.at("/migrations/scripts").isObject();
    }

    private static String forConsumer(JsonNode values) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ObjectNode library = values.deepCopy();
        if (library.has("global")) {
            all.set("global", library.remove("global"));
        }
        all.set("dbInit", library.put("mode", "library"));
        return all.toString();
    }

    @Override
    public String toString() {
        return name + "\n" + rendered.text();
    }
}
