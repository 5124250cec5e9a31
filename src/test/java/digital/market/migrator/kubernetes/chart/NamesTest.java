package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import digital.market.migrator.kubernetes.manifests.Manifests;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that YAML would take for something else: a number, a truth, nothing. */
class NamesTest {

    private static final String PLAIN = "zzz";

    private static final String NAMES = """
            mode: %1$s
            nameOverride: "%2$s"
            fullnameOverride: "%2$s"
            imagePullSecrets: ["%2$s"]
            serviceAccount: {name: "%2$s"}
            priorityClassName: "%2$s"
            runtimeClassName: "%2$s"
            migrations: {existingConfigMap: "%2$s"}
            networkPolicy: {enabled: true}
            database:
              existingSecret: {name: "%2$s", keys: {url: "%2$s"}}
              secretAs: %3$s
              tls: {rootCert: {existingConfigMap: {name: "%2$s", key: "%2$s"}}}
            """;

    @ParameterizedTest
    @CsvSource({"hook, 123, env", "job, 123, files", "hook, true, files", "job, null, env"})
    void eachNameIsText(String mode, String name, String secretAs) {
        assertThat(rendered(mode, name, secretAs)).isEqualTo(renamed(rendered(mode, PLAIN, secretAs), name));
    }

    @Test
    void soItIsInTheExample() {
        Chart bot = new Chart(ChartFolder.dependent(Path.of("helm/examples/bot")), "bot", "v1.30.0", List.of());
        String secret = "{database: {existingSecret: {name: \"%1$s\", keys: {url: \"%1$s\"}}}}";

        assertThat(documents(named(bot, "123").values("{hook: %1$s, job: %1$s, migrator: %1$s}".formatted(secret.formatted("123")))))
                .isEqualTo(renamed(documents(named(bot, PLAIN).values("{hook: %1$s, job: %1$s, migrator: %1$s}".formatted(secret.formatted(PLAIN)))),
                        "123"));
    }

    private static List<JsonNode> rendered(String mode, String name, String secretAs) {
        return documents(named(new Chart(ChartFolder.MIGRATOR, "", "v1.30.0", List.of()), name).values(NAMES.formatted(mode, name, secretAs)));
    }

    private static Chart named(Chart chart, String name) {
        return chart.release(name).namespace(name);
    }

    /** What is rendered, with the text of Secrets, but for the hash with which a Job's name ends. */
    private static List<JsonNode> documents(Chart chart) {
        List<JsonNode> documents = Manifests.documents(chart.render().text().replaceAll("-[0-9a-f]{8}(?=\"?\n)", "-<hash>"));
        documents.stream().filter(document -> document.path("kind").asText().equals("Secret")).map(document -> (ObjectNode) document.path("data"))
                .forEach(data -> data.properties().forEach(entry -> entry.setValue(TextNode.valueOf(Rendered.decoded(entry.getValue().asText())))));
        return documents;
    }

    /** With another name in the place of the plain one. */
    private static List<JsonNode> renamed(List<JsonNode> documents, String name) {
        return documents.stream().map(document -> renamed(document, name)).toList();
    }

    private static JsonNode renamed(JsonNode node, String name) {
        if (node.isTextual()) {
            return TextNode.valueOf(node.asText().replace(PLAIN, name));
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(renamed(element, name)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> object.set(field.getKey(), renamed(field.getValue(), name)));
            return object;
        }
        return node;
    }
}
