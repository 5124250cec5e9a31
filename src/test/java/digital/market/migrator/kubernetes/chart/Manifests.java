package digital.market.migrator.kubernetes.chart;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads manifests into typed models, as strictly as the API server: no key twice, no unknown field, no text for a number. */
final class Manifests {

    private static final ObjectMapper YAML = YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
    private static final KubernetesSerialization MODEL = new KubernetesSerialization();
    private static final String PACKAGE = "io.fabric8.kubernetes.api.model.";

    private Manifests() {
    }

    /** One document of YAML or JSON. */
    static JsonNode tree(String document) {
        try {
            return YAML.readTree(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All objects of a stream of documents, in order. */
    static List<HasMetadata> objects(String documents) {
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(documents)) {
            List<HasMetadata> objects = new ArrayList<>();
            for (JsonNode document : values.readAll()) {
                if (document != null && !document.isNull() && !document.isMissingNode()) {
                    objects.add(object(document));
                }
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One object. */
    static HasMetadata object(JsonNode document) {
        Object read = MODEL.unmarshal(document.toString());
        if (!(read instanceof HasMetadata object) || read instanceof GenericKubernetesResource) {
            throw new AssertionError("This is no object that Kubernetes knows: " + document);
        }
        List<String> unknown = new ArrayList<>();
        addUnknown(object, object.getKind(), unknown);
        if (!unknown.isEmpty()) {
            throw new AssertionError("Kubernetes does not know " + unknown + " of " + document);
        }
        JsonNode written = tree(json(object));
        if (!written.equals(document)) {
            throw new AssertionError("Kubernetes would read this otherwise:\n" + document + "\nas\n" + written);
        }
        return object;
    }

    /** An object as the API server would be sent it. */
    static String json(HasMetadata object) {
        return MODEL.asJson(object);
    }

    private static void addUnknown(Object value, String at, List<String> unknown) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> addUnknown(entry, at + "." + key, unknown));
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(entry -> addUnknown(entry, at + "[]", unknown));
        } else if (value != null && value.getClass().getName().startsWith(PACKAGE)) {
            for (Field field : value.getClass().getDeclaredFields()) {
                if (field.getName().equals("additionalProperties")) {
                    ((Map<?, ?>) content(field, value)).keySet().forEach(key -> unknown.add(at + "." + key));
                } else if (!Modifier.isStatic(field.getModifiers())) {
                    addUnknown(content(field, value), at + "." + field.getName(), unknown);
                }
            }
        }
    }

    private static Object content(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
