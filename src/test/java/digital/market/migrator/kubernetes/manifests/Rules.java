package digital.market.migrator.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Program;
import digital.market.migrator.settings.Settings;
import digital.market.migrator.settings.SettingsReader;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What holds for every pod, container and Job of ours, however it was rendered. */
final class Rules {

    private static final String IMAGE = "(.*/)?" + Program.NAME + ":.*";
    private static final Duration TIME_TO_REPORT = Duration.ofSeconds(30);

    private Rules() {
    }

    /** The migrator's containers in a pod: those with its image, in the order in which they start. */
    static List<Container> ours(PodTemplateSpec pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .filter(container -> container.getImage().matches(IMAGE)).toList();
    }

    /** A pod gets along with as little as a pod can, and runs as whatever user the cluster wants. */
    static void holdForPod(PodTemplateSpec template) {
        PodSpec pod = template.getSpec();
        assertThat(PodSecurity.violations(pod)).isEmpty();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        Optional<PodSecurityContext> context = Optional.ofNullable(pod.getSecurityContext());
        assertThat(context.map(PodSecurityContext::getRunAsUser)).isEmpty();
        assertThat(context.map(PodSecurityContext::getRunAsGroup)).isEmpty();
        assertThat(context.map(PodSecurityContext::getFsGroup)).isEmpty();
    }

    /** Our container needs little, writes nothing, says how it ended, and reads its settings as they are. */
    static void holdForContainer(Container container) {
        SecurityContext context = container.getSecurityContext();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getRunAsUser()).isNull();
        assertThat(context.getRunAsGroup()).isNull();

        assertThat(container.getResources().getRequests()).isEqualTo(Map.of("cpu", new Quantity("10m"), "memory", new Quantity("32Mi")));
        assertThat(container.getResources().getLimits()).isEqualTo(Map.of("memory", new Quantity("64Mi")));

        assertThat(container.getTerminationMessagePath()).isEqualTo("/dev/termination-log");
        assertThat(container.getTerminationMessagePolicy()).isEqualTo("FallbackToLogsOnError");

        assertThat(container.getImage()).endsWith(":" + Program.version());
        assertThat(container.getCommand()).as("the image's entry point").isEmpty();
        assertThat(settings(container).warnings()).isEmpty();
        holdForTime(container);
        assertThat(container.getEnv()).filteredOn(variable -> variable.getName().matches("DATABASE_URL|DB_PASSWORD")).hasSize(2)
                .allSatisfy(variable -> assertThat(variable.getValueFrom().getSecretKeyRef()).isNotNull());
        assertThat(container.getEnv()).filteredOn(variable -> variable.getName().equals("PGSSLROOTCERT")).singleElement()
                .extracting(variable -> variable.getValueFrom().getSecretKeyRef()).satisfies(reference -> {
                    assertThat(reference.getKey()).isEqualTo("ca.crt");
                    assertThat(reference.getOptional()).isTrue();
                });
    }

    /** No server keeps our container for ever, and what it waits for has an end of its own before. */
    static void holdForTime(Container container) {
        Settings settings = settings(container);
        Duration waits = container.getArgs().contains("await") ? settings.request().await() : settings.waitForDatabase().plus(settings.lockWait());
        assertThat(settings.deadline()).as("MIGRATOR_DEADLINE of " + container.getName()).isGreaterThan(waits);
    }

    /** A Job tries again where that may help, ends in time, and says so before. */
    static void holdForJob(Job job) {
        JobSpec spec = job.getSpec();
        assertThat(spec.getBackoffLimit()).isEqualTo(2);
        assertThat(spec.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(spec.getTemplate().getMetadata().getLabels()).containsEntry("sidecar.istio.io/inject", "false");
        assertThat(spec.getTemplate().getMetadata().getAnnotations())
                .containsEntry("linkerd.io/inject", "disabled")
                .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "false");

        Container container = spec.getTemplate().getSpec().getContainers().get(0);
        assertThat(container.getName()).isEqualTo("migrate");
        Settings settings = settings(container);
        assertThat(settings.deadline()).isEqualTo(Duration.ofSeconds(spec.getActiveDeadlineSeconds()).minus(TIME_TO_REPORT));
    }

    /** The policy is the one that the outcomes ask for: a disruption is no failure, and what no retry helps fails at once. */
    static void holdForPodFailurePolicy(Job job) {
        List<PodFailurePolicyRule> rules = job.getSpec().getPodFailurePolicy().getRules();
        assertThat(rules).hasSize(2);
        assertThat(rules.get(0).getAction()).isEqualTo("Ignore");
        assertThat(rules.get(0).getOnPodConditions()).singleElement().satisfies(condition -> {
            assertThat(condition.getType()).isEqualTo("DisruptionTarget");
            assertThat(condition.getStatus()).isEqualTo("True");
        });
        assertThat(rules.get(1).getAction()).isEqualTo("FailJob");
        PodFailurePolicyOnExitCodesRequirement codes = rules.get(1).getOnExitCodes();
        assertThat(codes.getContainerName()).isEqualTo("migrate");
        assertThat(codes.getOperator()).isEqualTo("In");
        assertThat(codes.getValues()).containsExactlyElementsOf(Stream.of(Outcome.values())
                .filter(outcome -> !outcome.succeeded() && !outcome.retryMayHelp()).map(Outcome::exitCode).sorted().toList());
    }

    /** What the migrator makes of a container's environment, with a Secret like ours, and but for folders, which are mounted only there. */
    static Settings settings(Container container) {
        Map<String, String> environment = variables(container);
        environment.remove("MIGRATOR_LOCATIONS");
        environment.put("DATABASE_URL", "postgresql://bot:secret@db/shop");
        environment.put("PGSSLROOTCERT", "system");
        return SettingsReader.read(environment, Map.of());
    }

    /** The variables of a container that have a value of their own. */
    static Map<String, String> variables(Container container) {
        return container.getEnv().stream().filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue, (a, b) -> b, HashMap::new));
    }
}
