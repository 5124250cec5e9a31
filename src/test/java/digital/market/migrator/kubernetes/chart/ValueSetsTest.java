package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.kubernetes.manifests.PodSecurity;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;
import digital.market.migrator.settings.SettingsReader;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for all sets of values in all modes. */
class ValueSetsTest {

    /** The password in the sets' values. */
    private static final String SECRET = "top-secret";
    private static final List<String> OURS = List.of("migrate", "await");

    @Test
    void thereAreThirtySetsOrMoreAndEachModeHasAll() {
        assertThat(ValueSet.ALL.stream().map(set -> set.name().split(",")[0]).distinct()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(ValueSet.ALL).extracting(ValueSet::mode).contains("hook", "job", "library");
    }

    @Test
    void everyPodOfOursIsWhatPodSecurityCallsRestricted() {
        each(set -> true, set -> set.rendered().podSpecs().forEach(spec -> assertThat(PodSecurity.violations(spec))
                .filteredOn(violation -> !violation.startsWith("container ") || OURS.contains(violation.split(" ")[1])).isEmpty()));
    }

    @Test
    void everyContainerOfOursIsRestrictedWhateverPodItIsInAndNamesNoUser() {
        eachContainer(container -> {
            SecurityContext context = container.getSecurityContext();
            assertThat(context.getRunAsNonRoot()).isTrue();
            assertThat(context.getAllowPrivilegeEscalation()).isFalse();
            assertThat(context.getReadOnlyRootFilesystem()).isTrue();
            assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(context.getCapabilities().getAdd()).isNullOrEmpty();
            assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(context.getPrivileged()).isNull();
            assertThat(context.getRunAsUser()).isNull();
            assertThat(context.getRunAsGroup()).isNull();
        });
    }

    @Test
    void everyPodOfOursRunsAsNobodyInParticularWithoutATokenAndWithoutServiceLinks() {
        each(ValueSetsTest::makesPods, set -> set.rendered().ownPods().forEach(pod -> {
            PodSpec spec = pod.getSpec();
            assertThat(spec.getRestartPolicy()).isEqualTo("Never");
            assertThat(spec.getAutomountServiceAccountToken()).isFalse();
            assertThat(spec.getEnableServiceLinks()).isFalse();
            assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(spec.getSecurityContext().getRunAsUser()).isNull();
            assertThat(spec.getSecurityContext().getRunAsGroup()).isNull();
            assertThat(spec.getSecurityContext().getFsGroup()).isNull();
            assertThat(Stream.of(spec.getHostNetwork(), spec.getHostPID(), spec.getHostIPC())).containsOnlyNulls();
        }));
    }

    @Test
    void everyContainerOfOursAsksForLittleAndHasNoLimitOfTheProcessor() {
        eachContainer(container -> {
            assertThat(container.getResources().getRequests()).hasToString("{cpu=10m, memory=32Mi}");
            assertThat(Optional.ofNullable(container.getResources().getLimits()).orElse(Map.of()).keySet()).isSubsetOf("memory");
        });
    }

    @Test
    void everyContainerOfOursSaysHowItEndedWhereKubernetesLooks() {
        eachContainer(container -> {
            assertThat(container.getTerminationMessagePath())
                    .isEqualTo(Rendered.values(container).getOrDefault("MIGRATOR_TERMINATION_LOG", "/dev/termination-log"));
            assertThat(container.getTerminationMessagePolicy()).isEqualTo("FallbackToLogsOnError");
        });
    }

    @Test
    void noVariableIsSetTwiceAndWhateverIsMountedIsThere() {
        each(set -> true, set -> set.rendered().podSpecs().forEach(spec -> {
            List<String> volumes = spec.getVolumes().stream().map(Volume::getName).toList();
            assertThat(volumes).doesNotHaveDuplicates();
            Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream()).forEach(container -> {
                assertThat(container.getEnv()).extracting(EnvVar::getName).doesNotHaveDuplicates();
                assertThat(container.getVolumeMounts()).extracting(VolumeMount::getName).isSubsetOf(volumes);
                assertThat(container.getVolumeMounts()).extracting(VolumeMount::getMountPath).doesNotHaveDuplicates();
            });
        }));
    }

    @Test
    void theProgramUnderstandsWhatTheChartSets() {
        eachContainer(container -> assertThat(settings(container).warnings()).isEmpty());
    }

    /** No server keeps one for ever, and what it waits for has an end of its own before. */
    @Test
    void everyContainerOfOursHasADeadlineInWhichItsWaitsFit() {
        eachContainer(container -> {
            Settings settings = settings(container);
            assertThat(settings.deadline()).isPositive();
            if (container.getArgs().contains("await")) {
                assertThat(settings.deadline()).isGreaterThan(settings.request().await());
            } else {
                assertThat(settings.deadline()).isGreaterThanOrEqualTo(settings.waitForDatabase().plus(settings.lockWait()));
            }
        });
    }

    @Test
    void theJobHasOneDeadlineOfWhichTheMigratorHasAllButThirtySeconds() {
        each(ValueSetsTest::makesPods, set -> {
            long deadline = set.rendered().job().getSpec().getActiveDeadlineSeconds();
            assertThat(Rendered.values(set.rendered().container())).containsEntry("MIGRATOR_DEADLINE", deadline - 30 + "s");
        });
    }

    @Test
    void theJobIsNotTriedAgainAfterExitCodesThatTheCodeSaysNoSecondTryChanges() {
        List<Integer> codes = Stream.of(Outcome.values()).filter(outcome -> !outcome.retryMayHelp() && !outcome.succeeded())
                .map(Outcome::exitCode).sorted().toList();

        each(ValueSetsTest::makesPods, set -> {
            var rules = set.rendered().job().getSpec().getPodFailurePolicy().getRules();
            assertThat(rules).extracting("action").containsExactly("Ignore", "FailJob");
            assertThat(rules.get(0).getOnPodConditions()).singleElement().hasFieldOrPropertyWithValue("type", "DisruptionTarget");
            assertThat(rules.get(1).getOnExitCodes()).hasFieldOrPropertyWithValue("containerName", "migrate")
                    .hasFieldOrPropertyWithValue("operator", "In").hasFieldOrPropertyWithValue("values", codes);
        });
    }

    @Test
    void noObjectButASecretHoldsASecret() {
        each(set -> true, set -> set.rendered().objects().stream().filter(object -> !(object instanceof Secret)).forEach(object ->
                assertThat(Serialization.asJson(object)).doesNotContain(SECRET)
                        .doesNotContain(Base64.getEncoder().encodeToString(SECRET.getBytes()))));
        assertThat(ValueSet.ALL.stream().flatMap(set -> set.rendered().all(Secret.class).stream())
                .filter(secret -> !secret.getMetadata().getName().endsWith("-commands"))
                .flatMap(secret -> secret.getData().values().stream()).map(Rendered::decoded)).isNotEmpty()
                .allSatisfy(data -> assertThat(data).contains(SECRET));
    }

    /** Who may read ConfigMaps is not always one who may read pods, and so their variables. */
    @Test
    void aPlainValueOfExtraEnvIsInPodsAndInSecretsOnly() {
        Chart chart = Chart.migrator().values("extraEnv: [{name: MIGRATOR_PLACEHOLDER_TOKEN, value: %s}]".formatted(SECRET));
        for (String mode : List.of("hook", "job")) {
            Rendered rendered = chart.values("mode: " + mode).render();
            assertThat(rendered.ourContainers()).isNotEmpty()
                    .allSatisfy(container -> assertThat(Rendered.values(container)).containsEntry("MIGRATOR_PLACEHOLDER_TOKEN", SECRET));
            assertThat(rendered.objects()).filteredOn(object -> !(object instanceof Secret)).filteredOn(object -> Serialization.asJson(object).contains(SECRET))
                    .extracting(HasMetadata::getKind).containsOnly("Job", "Pod");
            assertThat(chart.values("mode: " + mode).notes()).doesNotContain(SECRET);
        }
    }

    @Test
    void whatAHookRefersToIsAHookBeforeIt() {
        each(set -> set.mode().equals("hook"), set -> {
            Job job = set.rendered().job();
            List<HasMetadata> made = set.rendered().objects().stream()
                    .filter(object -> !(object instanceof Job) && !(object instanceof Pod) && isOurs(object)).toList();
            assertThat(set.chart().manifest()).doesNotContainPattern("name: \"?" + job.getMetadata().getName());
            assertThat(job.getMetadata().getName()).endsWith("-hook");
            assertThat(made).isNotEmpty().allSatisfy(object -> {
                assertThat(object.getMetadata().getName())
                        .matches(name -> name.startsWith(job.getMetadata().getName()) || values(set).contains(name));
                assertThat(annotation(object, "helm.sh/hook")).isEqualTo("pre-install,pre-upgrade");
                assertThat(annotation(object, "helm.sh/hook-delete-policy")).isEqualTo("before-hook-creation");
                assertThat(Integer.parseInt(annotation(object, "helm.sh/hook-weight")))
                        .isLessThan(Integer.parseInt(annotation(job, "helm.sh/hook-weight")));
            });
            assertThat(annotation(job, "helm.sh/hook")).isEqualTo("pre-install,pre-upgrade");
            assertThat(annotation(job, "helm.sh/hook-delete-policy")).isEqualTo("before-hook-creation");
            assertThat(job.getSpec().getTtlSecondsAfterFinished()).isNull();
        });
    }

    @Test
    void whatAJobRefersToIsMadeByTheChartOrSaidToExist() {
        each(ValueSetsTest::makesPods, set -> {
            Set<String> made = new HashSet<>();
            set.rendered().objects().forEach(object -> made.add(object.getKind() + " " + object.getMetadata().getName()));
            assertThat(references(set.rendered().job().getSpec().getTemplate().getSpec())).allSatisfy(reference ->
                    assertThat(made.contains(reference) || values(set).contains(reference.split(" ")[1])
                            || reference.equals("ServiceAccount default"))
                            .as(reference).isTrue());
        });
    }

    @Test
    void theTestAndTheLinesForKubectlRunWithAllThatTheJobHas() {
        each(ValueSetsTest::makesPods, set -> {
            PodSpec job = withoutCommand(set.rendered().job().getSpec().getTemplate().getSpec());
            assertThat(set.rendered().commands().keySet()).containsExactly("check", "repair", "repair-yes", "status");
            set.rendered().ownPods().forEach(pod -> assertThat(withoutCommand(pod.getSpec())).isEqualTo(job));
        });
    }

    @Test
    void aNetworkPolicyIsForThePodsOfTheJobAndForNoOthers() {
        each(set -> !set.rendered().all(NetworkPolicy.class).isEmpty(), set -> {
            Map<String, String> selector = set.rendered().one(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels();
            set.rendered().ownPods().forEach(pod -> assertThat(pod.getMetadata().getLabels()).containsAllEntriesOf(selector));
            assertThat(selector).containsEntry("app.kubernetes.io/component", "migrator").containsEntry("app.kubernetes.io/instance", "bot");
        });
    }

    @Test
    void aLibraryMakesNoObject() {
        each(set -> set.mode().equals("library"), set -> {
            assertThat(set.rendered().objects()).hasSize(2).allSatisfy(object -> assertThat(object).isInstanceOf(Deployment.class));
            assertThat(set.rendered().ourContainers()).extracting(Container::getName).containsExactly("migrate", "await", "migrate", "await");
        });
    }

    @Test
    void namesAreDistinctAndNotLongerThanALabelMayBe() {
        each(set -> true, set -> {
            assertThat(set.rendered().objects().stream().map(object -> object.getKind() + " " + object.getMetadata().getName()))
                    .doesNotHaveDuplicates();
            assertThat(set.rendered().objects()).allSatisfy(object -> assertThat(object.getMetadata().getName()).hasSizeLessThanOrEqualTo(63)
                    .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?"));
        });
    }

    @Test
    void renderingAgainGivesTheSameBytes() {
        each(set -> true, set -> assertThat(set.chart().render().text()).isEqualTo(set.rendered().text()));
    }

    private static void each(Predicate<ValueSet> which, Consumer<ValueSet> rule) {
        List<ValueSet> sets = ValueSet.ALL.stream().filter(which).toList();
        assertThat(sets).isNotEmpty().allSatisfy(rule);
    }

    private static void eachContainer(Consumer<Container> rule) {
        each(set -> true, set -> assertThat(set.rendered().ourContainers()).isNotEmpty().allSatisfy(rule));
    }

    /** What the program makes of a container's variables, but for files, which are mounted only there. */
    private static Settings settings(Container container) {
        Map<String, String> environment = Rendered.values(container);
        environment.keySet().removeIf(name -> name.endsWith("_FILE") || name.equals("MIGRATOR_LOCATIONS") || name.startsWith("PGSSL"));
        environment.putIfAbsent("DATABASE_URL", "postgresql://bot:secret@db/shop");
        return SettingsReader.read(environment, Map.of());
    }

    private static boolean makesPods(ValueSet set) {
        return !set.mode().equals("library");
    }

    /** Whether the chart made it, and not a set's extraObjects. */
    private static boolean isOurs(HasMetadata object) {
        return object.getMetadata().getLabels() != null && object.getMetadata().getLabels().containsKey("helm.sh/chart");
    }

    /** The text of a set's values, with what its templates stand for. */
    private static String values(ValueSet set) {
        return set.chart().values().stream().map(Scratch::read).reduce("", String::concat).replace("{{ .Release.Name }}", "bot");
    }

    private static String annotation(HasMetadata object, String name) {
        return Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of()).get(name);
    }

    private static List<String> references(PodSpec spec) {
        Stream<String> volumes = spec.getVolumes().stream().flatMap(volume -> Stream.of(
                Optional.ofNullable(volume.getSecret()).map(secret -> "Secret " + secret.getSecretName()),
                Optional.ofNullable(volume.getConfigMap()).map(map -> "ConfigMap " + map.getName())).flatMap(Optional::stream));
        Stream<String> variables = spec.getContainers().stream().flatMap(container -> Rendered.secrets(container).values().stream())
                .map(secret -> "Secret " + secret.split("/")[0]);
        return Stream.of(Stream.of("ServiceAccount " + spec.getServiceAccountName()), volumes, variables).flatMap(all -> all).toList();
    }

    /** Without what is run, and without what the Job alone says about it. */
    private static PodSpec withoutCommand(PodSpec spec) {
        return new PodSpecBuilder(spec).withActiveDeadlineSeconds(null).withContainers(spec.getContainers().stream()
                .map(container -> new ContainerBuilder(container).withArgs().withStdin(null).withStdinOnce(null)
                        .removeMatchingFromEnv(variable -> "MIGRATOR_REPAIR_LINE".equals(variable.getName())).build()).toList()).build();
    }
}
