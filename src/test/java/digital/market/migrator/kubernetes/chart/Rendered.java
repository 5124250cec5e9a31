package digital.market.migrator.kubernetes.chart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import digital.market.migrator.kubernetes.manifests.Manifests;
import digital.market.migrator.report.Program;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What Helm made of a chart.
 *
 * @param text    the manifest of the chart with every template shown
 * @param objects the objects, hooks and tests too
 */
record Rendered(String text, List<HasMetadata> objects) {

    /** The image of our containers, with a tag or a digest. */
    private static final String OURS = "(.*/)?" + Program.NAME + "[:@].*";

    Rendered(String text) {
        this(shown(text), Manifests.parse(shown(text)).objects());
    }

    /** The text that the added template holds. */
    private static String shown(String manifest) {
        String marked = manifest.substring(manifest.lastIndexOf("\nall: |\n") + "\nall: |\n".length());
        return marked.lines().map(line -> line.startsWith("  ") ? line.substring(2) : line).reduce("", (all, line) -> all + line + "\n");
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The one object of its kind. */
    <T extends HasMetadata> T one(Class<T> kind) {
        List<T> all = all(kind);
        if (all.size() != 1) {
            throw new AssertionError("There should be one " + kind.getSimpleName() + " in:\n" + text);
        }
        return all.get(0);
    }

    <T extends HasMetadata> T named(Class<T> kind, String name) {
        return all(kind).stream().filter(object -> object.getMetadata().getName().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + kind.getSimpleName() + " " + name + " in:\n" + text));
    }

    Job job() {
        return one(Job.class);
    }

    /** The Job's container. */
    Container container() {
        return container(job().getSpec().getTemplate().getSpec().getContainers(), "migrate");
    }

    static Container container(List<Container> containers, String name) {
        return containers.stream().filter(container -> container.getName().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("There is no container " + name + " in " + containers));
    }

    /** The variables of a container that have a value. */
    static Map<String, String> values(Container container) {
        Map<String, String> values = new TreeMap<>();
        container.getEnv().stream().filter(variable -> variable.getValue() != null)
                .forEach(variable -> values.put(variable.getName(), variable.getValue()));
        return values;
    }

    /** The variables of a container that come from a Secret, as {@code <secret>/<key>}. */
    static Map<String, String> secrets(Container container) {
        Map<String, String> secrets = new TreeMap<>();
        container.getEnv().stream().filter(variable -> variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null)
                .forEach(variable -> secrets.put(variable.getName(), variable.getValueFrom().getSecretKeyRef().getName() + "/"
                        + variable.getValueFrom().getSecretKeyRef().getKey()));
        return secrets;
    }

    /** The pods of the chart's own: of its Jobs, of its test, and of its commands for kubectl. */
    List<PodTemplateSpec> ownPods() {
        return Stream.of(
                all(Job.class).stream().map(job -> job.getSpec().getTemplate()),
                all(Pod.class).stream().map(pod -> new PodTemplateSpec(pod.getMetadata(), pod.getSpec())),
                commands().values().stream().map(pod -> new PodTemplateSpec(pod.getMetadata(), pod.getSpec()))).flatMap(pods -> pods).toList();
    }

    /** The specifications of all pods, also of those that only have an init container of ours. */
    List<PodSpec> podSpecs() {
        return Stream.concat(ownPods().stream().map(PodTemplateSpec::getSpec),
                all(Deployment.class).stream().map(deployment -> deployment.getSpec().getTemplate().getSpec())).toList();
    }

    /** The containers in all pods that run our program, whatever they are called. */
    List<Container> ourContainers() {
        return podSpecs().stream().flatMap(spec -> Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream()))
                .filter(container -> container.getImage().matches(OURS)).toList();
    }

    /** What kubectl runs, by command. */
    Map<String, Pod> commands() {
        Map<String, Pod> commands = new TreeMap<>();
        all(Secret.class).stream().filter(secret -> secret.getMetadata().getName().endsWith("-commands")).forEach(secret -> secret.getData()
                .forEach((command, json) -> commands.put(command, overridden(decoded(json)))));
        return commands;
    }

    /** The text of a Secret's value. */
    static String decoded(String value) {
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    /** The pod that {@code kubectl run} makes of these overrides: it adds the kind. */
    static Pod overridden(String json) {
        ObjectNode pod = (ObjectNode) Manifests.documents(json).get(0);
        return Manifests.parse(pod.put("kind", "Pod").toString()).one(Pod.class);
    }
}
