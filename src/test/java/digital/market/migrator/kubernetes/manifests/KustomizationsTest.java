package digital.market.migrator.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each folder that can be applied, as Kustomize renders it. */
class KustomizationsTest {

    private static final Path BASE = Manifests.FOLDER.resolve("base");
    private static final Path OVERLAYS = Manifests.FOLDER.resolve("overlays");

    /** Each folder that holds a kustomization; components are part of others. */
    private static List<Path> folders() {
        try (Stream<Path> paths = Files.walk(Manifests.FOLDER)) {
            return paths.filter(path -> path.endsWith("kustomization.yaml")).filter(KustomizationsTest::canBeApplied).map(Path::getParent).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean canBeApplied(Path kustomization) {
        try {
            return Files.readString(kustomization).contains("kind: Kustomization");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thereAreABaseThreeOverlaysAndTheBotThatTheyMeet() {
        assertThat(folders()).containsExactly(BASE, Manifests.FOLDER.resolve("bot"), OVERLAYS.resolve("argocd-presync"), OVERLAYS.resolve("await"),
                OVERLAYS.resolve("init-container"));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyPodAndEveryContainerOfOursKeepsTheRules(Path folder) {
        Manifests manifests = Manifests.of(folder);

        assertThat(manifests.pods()).isNotEmpty().allSatisfy(Rules::holdForPod);
        assertThat(manifests.pods()).flatExtracting(Rules::ours).allSatisfy(Rules::holdForContainer);
        assertThat(manifests.objects()).filteredOn(Job.class::isInstance).map(Job.class::cast).allSatisfy(job -> {
            Rules.holdForJob(job);
            Rules.holdForPodFailurePolicy(job);
            assertThat(job.getSpec().getTtlSecondsAfterFinished()).isNull();
        });
    }

    @ParameterizedTest
    @MethodSource("folders")
    void renderedTwiceTheBytesAreTheSame(Path folder) {
        assertThat(Kubectl.kustomize(folder)).isEqualTo(Kubectl.kustomize(folder));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void noObjectIsASecretAndNoneGivesARight(Path folder) {
        assertThat(Manifests.of(folder).objects()).extracting(HasMetadata::getKind).isSubsetOf("Job", "ServiceAccount", "Deployment");
    }

    @Test
    void theBaseIsAJobAndItsServiceAccountWithoutAToken() {
        Manifests base = Manifests.of(BASE);
        ServiceAccount account = base.one(ServiceAccount.class);

        assertThat(account.getAutomountServiceAccountToken()).isFalse();
        assertThat(base.one(Job.class).getSpec().getTemplate().getSpec().getServiceAccountName()).isEqualTo(account.getMetadata().getName());
        assertThat(base.objects()).hasSize(2);
    }

    @Test
    void argoCdRunsTheSameJobBeforeASyncAndMakesItsServiceAccountBefore() {
        Manifests base = Manifests.of(BASE);
        Manifests hook = Manifests.of(OVERLAYS.resolve("argocd-presync"));

        assertThat(hook.one(Job.class).getMetadata().getAnnotations()).hasSize(2)
                .containsEntry("argocd.argoproj.io/hook", "PreSync")
                .containsEntry("argocd.argoproj.io/hook-delete-policy", "BeforeHookCreation");
        assertThat(hook.one(ServiceAccount.class).getMetadata().getAnnotations()).hasSize(3)
                .containsAllEntriesOf(hook.one(Job.class).getMetadata().getAnnotations())
                .containsEntry("argocd.argoproj.io/sync-wave", "-1");
        assertThat(hook.objects()).hasSize(2);
        assertThat(hook.one(Job.class).getSpec()).isEqualTo(base.one(Job.class).getSpec());
    }
}
