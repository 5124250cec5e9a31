package digital.market.migrator.kubernetes.manifests;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rendered manifests as Kubernetes' own types, read as strictly as an API server with {@code fieldValidation=Strict}: a field that
 * the schema does not know, one that is there twice, or a value of another type fails. The schema is that of the models'
 * Kubernetes, which is a current one.
 */
public record Manifests(List<HasMetadata> objects) {

    /** The folder with all manifests, as seen from the project's. */
    static final Path FOLDER = Path.of("k8s");

    private static final KubernetesSerialization KINDS = new KubernetesSerialization();

    private static final YAMLMapper STRICT = strict();

    /** What Kustomize makes of a folder. */
    static Manifests of(Path folder) {
        return parse(Kubectl.kustomize(folder));
    }

    /** The objects of a YAML text; a document that is empty is none. */
    public static Manifests parse(String yaml) {
        return new Manifests(documents(yaml).stream().filter(document -> !document.isNull() && !document.isMissingNode()).map(Manifests::object).toList());
    }

    /** The documents of a YAML text, whatever they are. */
    public static List<JsonNode> documents(String yaml) {
        try {
            return STRICT.readerFor(JsonNode.class).<JsonNode>readValues(yaml).readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one object of this type. */
    public <T extends HasMetadata> T one(Class<T> type) {
        List<T> all = objects.stream().filter(type::isInstance).map(type::cast).toList();
        if (all.size() != 1) {
            throw new AssertionError("Expected one " + type.getSimpleName() + ", but found " + all);
        }
        return all.get(0);
    }

    /** The templates of all pods. */
    List<PodTemplateSpec> pods() {
        return objects.stream().flatMap(object -> pod(object).stream()).toList();
    }

    /** The template of the pods that an object makes; none for one that makes none. */
    static Optional<PodTemplateSpec> pod(HasMetadata object) {
        if (object instanceof Job job) {
            return Optional.of(job.getSpec().getTemplate());
        } else if (object instanceof Deployment deployment) {
            return Optional.of(deployment.getSpec().getTemplate());
        } else if (object instanceof StatefulSet set) {
            return Optional.of(set.getSpec().getTemplate());
        }
        return Optional.empty();
    }

    private static HasMetadata object(JsonNode document) {
        String version = document.path("apiVersion").asText();
        String kind = document.path("kind").asText();
        Class<?> type = Optional.<Class<?>>ofNullable(KINDS.getRegisteredKubernetesResource(version, kind))
                .orElseThrow(() -> new IllegalArgumentException("There is no " + kind + " in " + version + "."));
        try {
            return (HasMetadata) STRICT.treeToValue(document, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The models keep what they do not know; without their any-setters it is an error, as Jackson's default is. */
    private static YAMLMapper strict() {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .annotationIntrospector(new JacksonAnnotationIntrospector() {

                    private static final long serialVersionUID = 1;

                    @Override
                    public Boolean hasAnySetter(Annotated member) {
                        return false;
                    }
                })
                .build();
        Stream.of(CoercionInputShape.Boolean, CoercionInputShape.Integer, CoercionInputShape.Float).forEach(shape ->
                mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail));
        Stream.of(LogicalType.Integer, LogicalType.Boolean).forEach(type ->
                mapper.coercionConfigFor(type).setCoercion(CoercionInputShape.String, CoercionAction.Fail));
        return mapper;
    }
}
