package digital.market.migrator.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Program;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The components, put into workloads of somebody else. */
class InFrontOfABotTest {

    private static final String WITH_INIT_CONTAINERS = """
                  initContainers:
                    - name: fonts
                      image: fonts:1
                    - name: cache
                      image: cache:1
            """;

    @TempDir
    private Path folder;

    private Workspace workspace;

    @BeforeEach
    void copyTheManifests() {
        workspace = Workspace.in(folder);
    }

    @ParameterizedTest
    @CsvSource({"Deployment, migrate, init-container", "StatefulSet, migrate, init-container", "Deployment, await, await", "StatefulSet, await, await"})
    void oursIsTheOnlyInitContainerWhereThereWasNone(String kind, String name, String component) {
        PodSpec pod = pod(bot(kind, "market-bot", ""), component);

        assertThat(pod.getInitContainers()).extracting(Container::getName).containsExactly(name);
        assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("bot");
    }

    @ParameterizedTest
    @CsvSource({"Deployment, migrate, init-container", "StatefulSet, migrate, init-container", "Deployment, await, await", "StatefulSet, await, await"})
    void oursIsTheFirstWhereThereWereSome(String kind, String name, String component) {
        PodSpec pod = pod(bot(kind, "market-bot", WITH_INIT_CONTAINERS), component);

        assertThat(pod.getInitContainers()).extracting(Container::getName).containsExactly(name, "fonts", "cache");
        assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("bot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"init-container", "await"})
    void ourContainerIsRestrictedByItselfWhateverThePodIs(String component) {
        PodSpec pod = pod(bot("Deployment", "market-bot", ""), component);

        assertThat(pod.getInitContainers()).allSatisfy(Rules::holdForContainer);
        assertThat(PodSecurity.violations(pod)).isNotEmpty().allMatch(violation -> violation.startsWith("container bot "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"init-container", "await"})
    void aWorkloadWithAnotherNameStaysAsItIs(String component) {
        String other = bot("Deployment", "market-shop", WITH_INIT_CONTAINERS);

        assertThat(kustomize(other, component).objects()).isEqualTo(Manifests.parse(other).objects());
    }

    @Test
    void theInitContainerWaitsTenMinutesForTheDatabaseAndForAnotherPodsSinceEachExitCostsUpToFive() {
        Container container = pod(bot("Deployment", "market-bot", ""), "init-container").getInitContainers().get(0);

        assertThat(Rules.settings(container).waitForDatabase()).isEqualTo(Duration.ofMinutes(10));
        assertThat(Rules.settings(container).lockWait()).isEqualTo(Duration.ofMinutes(10));
        assertThat(Rules.settings(container).deadline()).isEqualTo(Duration.ofHours(6));
        assertThat(container.getArgs()).as("none, which takes the shortest way").isEmpty();
    }

    @Test
    void theGateRunsAwaitWhichEndsByItselfAMinuteBeforeItsDeadline() {
        Container container = pod(bot("Deployment", "market-bot", ""), "await").getInitContainers().get(0);

        assertThat(container.getArgs()).containsExactly("await");
        assertThat(Rules.settings(container).request().await()).isEqualTo(Duration.ofMinutes(10));
        assertThat(Rules.settings(container).deadline()).isEqualTo(Duration.ofMinutes(11));
    }

    @Test
    void oneSettingOfImagesReachesJobAndInitContainer() {
        Manifests manifests = workspace.with("bot.yaml", bot("Deployment", "market-bot", "")).kustomize("""
                resources: [bot.yaml, k8s/base]
                components: [k8s/components/await]
                images: [{name: market-migrator, newName: registry.example/market-migrator}]
                """);

        assertThat(manifests.pods()).flatExtracting(Rules::ours).extracting(Container::getImage).hasSize(2)
                .containsOnly("registry.example/market-migrator:" + Program.version());
    }

    private PodSpec pod(String workload, String component) {
        HasMetadata rendered = kustomize(workload, component).objects().get(0);
        return Manifests.pod(rendered).orElseThrow().getSpec();
    }

    private Manifests kustomize(String workload, String component) {
        Manifests manifests = workspace.with("bot.yaml", workload).kustomize("""
                resources: [bot.yaml]
                components: [k8s/components/%s]
                """.formatted(component));
        assertThat(manifests.objects()).hasSize(1);
        return manifests;
    }

    private static String bot(String kind, String name, String initContainers) {
        return """
                apiVersion: apps/v1
                kind: %s
                metadata:
                  name: shop
                  labels:
                    app.kubernetes.io/name: %s
                spec:
                  selector:
                    matchLabels:
                      app: shop
                  template:
                    metadata:
                      labels:
                        app: shop
                    spec:
                %s
                      containers:
                        - name: bot
                          image: shop:1
                """.formatted(kind, name, initContainers);
    }
}
