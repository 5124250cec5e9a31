package digital.market.migrator.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import digital.market.migrator.report.Program;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kustomizations that the pages show are ones that work. */
class ExamplesTest {

    private static final Path README = Manifests.FOLDER.resolve("README.md");
    private static final Path PAGE = Path.of("docs/kubernetes.md");

    @TempDir
    private Path folder;

    private static List<String> examples() {
        return Stream.of(README, PAGE).flatMap(page -> Workspace.examples(page).stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void eachIsRenderedAndWhatIsOursInItKeepsTheRules(String kustomization) {
        Manifests manifests = rendered(kustomization);

        assertThat(manifests.pods()).isNotEmpty().flatExtracting(Rules::ours).isNotEmpty().allSatisfy(Rules::holdForContainer);
        assertThat(manifests.objects()).filteredOn(Job.class::isInstance).map(Job.class::cast).allSatisfy(job -> {
            Rules.holdForPod(job.getSpec().getTemplate());
            Rules.holdForJob(job);
        });
    }

    @Test
    void onlyTheOneForOlderClustersHasNoPodFailurePolicy() {
        for (String kustomization : examples()) {
            for (Job job : jobs(kustomization)) {
                if (kustomization.contains("before-1.26")) {
                    assertThat(job.getSpec().getPodFailurePolicy()).isNull();
                } else {
                    Rules.holdForPodFailurePolicy(job);
                }
            }
        }
    }

    @Test
    void aJobNamedByItsVersionIsOneThatThisVersionMakes() {
        assertThat(jobs(example("/metadata/name"))).singleElement()
                .extracting(job -> job.getMetadata().getName()).isEqualTo(Program.NAME + "-" + Program.version().replace('.', '-'));
    }

    @Test
    void scriptsInAConfigMapAreMountedUnderItsHashedName() {
        Manifests manifests = rendered(example("configMapGenerator"));
        ConfigMap scripts = manifests.one(ConfigMap.class);
        Job job = manifests.one(Job.class);
        Container container = job.getSpec().getTemplate().getSpec().getContainers().get(0);

        assertThat(scripts.getMetadata().getName()).matches("migrations-[a-z0-9]+");
        assertThat(scripts.getData()).containsOnlyKeys("V1__shop.sql");
        assertThat(job.getSpec().getTemplate().getSpec().getVolumes()).singleElement()
                .extracting(volume -> volume.getConfigMap().getName()).isEqualTo(scripts.getMetadata().getName());
        assertThat(container.getVolumeMounts()).singleElement().extracting(mount -> "filesystem:" + mount.getMountPath())
                .isEqualTo(Rules.variables(container).get("MIGRATOR_LOCATIONS"));
    }

    @Test
    void aProxyThatIsANativeSidecarStartsBeforeTheMigrator() {
        List<Container> containers = rendered(example("restartPolicy: Always")).pods().get(0).getSpec().getInitContainers();

        assertThat(containers).hasSize(2);
        assertThat(containers.get(0).getRestartPolicy()).isEqualTo("Always");
        assertThat(containers.get(1).getName()).isEqualTo("migrate");
    }

    @Test
    void theFoldersInTheTableAreThoseThatThereAre() throws IOException {
        String readme = Files.readString(README);
        try (Stream<Path> paths = Files.walk(Manifests.FOLDER)) {
            assertThat(paths.filter(path -> path.endsWith("kustomization.yaml")).map(Path::getParent).map(Manifests.FOLDER::relativize))
                    .allSatisfy(kustomization -> assertThat(readme.split("## The Secret")[0]).contains("`" + kustomization + "`"));
        }
    }

    @Test
    void theKeysOfTheSecretAreThoseThatTheBaseReads() throws IOException {
        String section = Files.readString(README).split("## The Secret\n")[1].split("\n## ")[0];
        List<String> documented = section.lines().filter(line -> line.startsWith("| `")).map(line -> line.split("`")[1]).toList();

        List<JsonNode> references = Manifests.documents(Kubectl.kustomize(Manifests.FOLDER.resolve("base"))).stream()
                .flatMap(document -> document.findValues("secretKeyRef").stream()).toList();
        assertThat(references).extracting(reference -> reference.path("key").asText()).containsExactlyElementsOf(documented);
        assertThat(references).extracting(reference -> reference.path("name").asText()).allMatch(name -> section.contains("`" + name + "`"));
        assertThat(references).extracting(reference -> reference.path("optional").asBoolean()).containsExactly(false, true, true);
    }

    /** The one example that says this. */
    private static String example(String words) {
        List<String> found = examples().stream().filter(kustomization -> kustomization.contains(words)).toList();
        assertThat(found).as(words).hasSize(1);
        return found.get(0);
    }

    private List<Job> jobs(String kustomization) {
        return rendered(kustomization).objects().stream().filter(Job.class::isInstance).map(Job.class::cast).toList();
    }

    private Manifests rendered(String kustomization) {
        try {
            Path empty = Files.createTempDirectory(folder, "");
            String bot = Files.readString(Manifests.FOLDER.resolve("bot/deployment.yaml"));
            return Workspace.in(empty).with("bot.yaml", bot).with("migrations/V1__shop.sql", "CREATE TABLE shop ();").kustomize(kustomization);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
