package digital.market.migrator.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import digital.market.migrator.testing.BuildDirectory;
import digital.market.migrator.testing.Program;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The Job that Quarkus' Kubernetes extension writes when the program is packaged, beside that of {@code k8s/base}: field by field
 * they are the same, but for what is listed here. Whatever is generated is thereby known beforehand, and the same each time.
 */
class GeneratedJobIT {

    /** What only the base says, and why. */
    private static final Map<String, String> ONLY_IN_BASE = Map.ofEntries(
            Map.entry("metadata.labels.app.kubernetes.io/name", "with the extension, the label is there only together with a selector"),
            Map.entry("spec.template.metadata.labels.app.kubernetes.io/name", "with the extension, the label is there only together with a selector"),
            Map.entry("spec.podFailurePolicy", "the extension has no setting for it"),
            Map.entry("spec.template.spec.automountServiceAccountToken", "the extension has no setting for it"),
            Map.entry("spec.template.spec.enableServiceLinks", "the extension has no setting for it"),
            Map.entry("spec.template.spec.securityContext.seccompProfile", "the extension has no setting for it"),
            Map.entry("spec.template.spec.containers[migrate].securityContext", "the extension's settings are those of the pod"),
            Map.entry("spec.template.spec.containers[migrate].terminationMessagePath", "the extension has no setting for it"),
            Map.entry("spec.template.spec.containers[migrate].terminationMessagePolicy", "the extension has no setting for it"),
            Map.entry("spec.template.spec.containers[migrate].env[DB_PASSWORD]", "the extension cannot say that a key is optional"),
            Map.entry("spec.template.spec.containers[migrate].env[PGSSLROOTCERT]", "the extension cannot say that a key is optional"));

    /** What only the extension says, with the value that it has, and why. */
    private static final Map<String, Addition> ONLY_GENERATED = Map.ofEntries(
            Map.entry("metadata.labels.sidecar.istio.io/inject", new Addition("false", "the pods' labels are the Job's too")),
            Map.entry("metadata.annotations.linkerd.io/inject", new Addition("disabled", "the pods' annotations are the Job's too")),
            Map.entry("metadata.annotations.cluster-autoscaler.kubernetes.io/safe-to-evict", new Addition("false", "the pods' annotations are the Job's too")),
            Map.entry("metadata.labels.app.kubernetes.io/managed-by", new Addition("quarkus", "says who wrote it")),
            Map.entry("spec.template.metadata.labels.app.kubernetes.io/managed-by", new Addition("quarkus", "says who wrote it")),
            Map.entry("metadata.annotations.app.quarkus.io/quarkus-version", new Addition("${quarkus.version}", "says who wrote it")),
            Map.entry("spec.template.metadata.annotations.app.quarkus.io/quarkus-version", new Addition("${quarkus.version}", "says who wrote it")),
            Map.entry("spec.completionMode", new Addition("NonIndexed", "Kubernetes' default, written out")),
            Map.entry("spec.suspend", new Addition("false", "Kubernetes' default, written out")),
            Map.entry("spec.selector", new Addition("{}", "always written; the API server makes its own, and refuses any other")),
            Map.entry("spec.template.spec.terminationGracePeriodSeconds", new Addition("10",
                    "always written, and enough; the base leaves Kubernetes' 30")));

    private record Addition(String value, String why) {
    }

    private static Map<String, String> base;
    private static Map<String, String> generated;
    private static String generatedText;

    @BeforeAll
    static void read() throws IOException {
        assumeFalse(Program.packaged().isNative(), "The manifests are written when the program is packaged for the JVM.");
        generatedText = Files.readString(BuildDirectory.resolve("kubernetes/kubernetes.yml"));
        generated = fields(generatedText);
        base = fields(Kubectl.kustomize(Manifests.FOLDER.resolve("base")));
    }

    @Test
    void theJobIsAllThatIsGenerated() {
        assertThat(Manifests.parse(generatedText).objects()).singleElement().isInstanceOf(Job.class);
    }

    @Test
    void whatBothSayIsTheSame() {
        Map<String, String> common = new TreeMap<>(generated);
        common.keySet().retainAll(base.keySet());

        assertThat(common).isNotEmpty().allSatisfy((field, value) -> assertThat(value).as(field).isEqualTo(base.get(field)));
    }

    @Test
    void whatOnlyTheBaseSaysIsWhatTheExtensionCannotSay() {
        assertThat(base.keySet().stream().filter(field -> !generated.containsKey(field)))
                .allSatisfy(field -> assertThat(exception(field)).as(field).hasSize(1));
        assertThat(ONLY_IN_BASE.keySet()).allSatisfy(exception -> {
            assertThat(base.keySet()).as(exception).anyMatch(field -> isIn(field, exception));
            assertThat(generated.keySet()).as(exception).noneMatch(field -> isIn(field, exception));
        });
    }

    @Test
    void whatOnlyTheExtensionSaysIsWhatItCannotKeepToItself() throws IOException {
        Map<String, String> more = new HashMap<>(generated);
        more.keySet().removeAll(base.keySet());
        String quarkus = Files.readString(Path.of("pom.xml")).split("<quarkus.version>")[1].split("<")[0];

        assertThat(more).isEqualTo(ONLY_GENERATED.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, addition -> addition.getValue().value().replace("${quarkus.version}", quarkus))));
    }

    private static List<String> exception(String field) {
        return ONLY_IN_BASE.keySet().stream().filter(exception -> isIn(field, exception)).toList();
    }

    private static boolean isIn(String field, String exception) {
        return field.equals(exception) || field.startsWith(exception + ".") || field.startsWith(exception + "[");
    }

    /** Each value of the Job with the path to it; elements of a list go by their name, or else by their number. What is empty is a value too. */
    private static Map<String, String> fields(String yaml) {
        Map<String, String> fields = new TreeMap<>();
        Manifests.documents(yaml).stream().filter(document -> document.path("kind").asText().equals("Job")).forEach(job -> collect("", job, fields));
        return fields;
    }

    private static void collect(String path, JsonNode node, Map<String, String> fields) {
        if (node.isContainerNode() && node.isEmpty()) {
            fields.put(path, node.toString());
        } else if (node.isObject()) {
            node.properties().forEach(field -> collect(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), fields));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "[" + node.get(i).path("name").asText(String.valueOf(i)) + "]", node.get(i), fields);
            }
        } else {
            fields.put(path, node.asText());
        }
    }
}
