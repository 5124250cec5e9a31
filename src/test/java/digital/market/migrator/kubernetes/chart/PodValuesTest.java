package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What values do to the Job and its pod. */
class PodValuesTest {

    private static final String DIGEST = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "image: {tag: '1.2'} | market-migrator:1.2",
        "image: {registry: r.example:5000, repository: a/b, tag: c} | r.example:5000/a/b:c",
        "{global: {imageRegistry: g.example}, image: {registry: r.example, tag: c}} | g.example/market-migrator:c",
        "image: {tag: c, digest: '" + DIGEST + "'} | market-migrator@" + DIGEST,
    })
    void theImageIsPutTogetherAndItsDigestWins(String values, String image) {
        assertThat(Chart.migrator().values(values).render().container().getImage()).isEqualTo(image);
    }

    @Test
    void pullSecretsOfBothKindsAreNamedOnce() {
        assertThat(spec("{global: {imagePullSecrets: [a, {name: b}]}, imagePullSecrets: [b, {name: c}]}").getImagePullSecrets())
                .extracting(LocalObjectReference::getName).containsExactly("a", "b", "c");
    }

    @Test
    void aPlainMigrateHasNoArgumentsSinceThenTheProgramStartsLess() {
        assertThat(Chart.migrator().render().container().getArgs()).isEmpty();
        assertThat(Chart.migrator().values("args: [--to=3]").render().container().getArgs()).containsExactly("migrate", "--to=3");
        assertThat(Chart.migrator().values("{command: undo, args: [--to, '3']}").render().container().getArgs()).containsExactly("undo", "--to", "3");
    }

    @Test
    void meshesAndTheAutoscalerAreToldToLeaveThePodAloneUnlessTheValuesSayOtherwise() {
        PodTemplateSpec pod = template("{}");
        assertThat(pod.getMetadata().getLabels()).containsEntry("sidecar.istio.io/inject", "false");
        assertThat(pod.getMetadata().getAnnotations()).containsEntry("linkerd.io/inject", "disabled")
                .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "false");

        PodTemplateSpec other = template("{podLabels: {sidecar.istio.io/inject: 'true'}, podAnnotations: {linkerd.io/inject: null}}");
        assertThat(other.getMetadata().getLabels()).containsEntry("sidecar.istio.io/inject", "true");
        assertThat(other.getMetadata().getAnnotations()).doesNotContainKey("linkerd.io/inject")
                .containsKey("cluster-autoscaler.kubernetes.io/safe-to-evict");
    }

    @Test
    void aDefaultIsAlsoRemovedFromASubChart() {
        Chart umbrella = new Chart(ChartFolder.dependent(Path.of("helm/examples/bot")), "bot", "v1.30.0", List.of())
                .values("{hook: {enabled: false}, job: {podLabels: {sidecar.istio.io/inject: null}, podAnnotations: {linkerd.io/inject: null}}}");

        PodTemplateSpec pod = umbrella.render().job().getSpec().getTemplate();
        assertThat(pod.getMetadata().getLabels()).doesNotContainKey("sidecar.istio.io/inject");
        assertThat(pod.getMetadata().getAnnotations()).doesNotContainKey("linkerd.io/inject")
                .containsKey("cluster-autoscaler.kubernetes.io/safe-to-evict");
    }

    @Test
    void commonLabelsAreOnEverythingAndThoseThatSelectAreOurs() {
        Rendered rendered = Chart.migrator()
                .values("{commonLabels: {team: shop}, jobLabels: {only: job}, podLabels: {app.kubernetes.io/name: other}}").render();

        assertThat(rendered.objects()).allSatisfy(object -> assertThat(object.getMetadata().getLabels()).containsEntry("team", "shop"));
        assertThat(rendered.ownPods()).allSatisfy(pod -> assertThat(pod.getMetadata().getLabels()).containsEntry("team", "shop")
                .containsEntry("app.kubernetes.io/name", "market-migrator").doesNotContainKey("only"));
        assertThat(rendered.job().getMetadata().getLabels()).containsEntry("only", "job");
    }

    @Test
    void aNativeSidecarStartsBeforeOurs() {
        PodSpec spec = spec("extraInitContainers: [{name: proxy, image: proxy, restartPolicy: Always}]");

        assertThat(spec.getInitContainers()).singleElement().hasFieldOrPropertyWithValue("restartPolicy", "Always");
        assertThat(spec.getContainers()).extracting(Container::getName).containsExactly("migrate");
    }

    @Test
    void theTerminationLogIsWhereKubernetesLooks() {
        Container container = Chart.migrator().values("settings: {terminationLog: /dev/shm/end}").render().container();

        assertThat(container.getTerminationMessagePath()).isEqualTo("/dev/shm/end");
        assertThat(Rendered.values(container)).containsEntry("MIGRATOR_TERMINATION_LOG", "/dev/shm/end");
    }

    @Test
    void scriptsInValuesAreMountedAsTheyAreAndTakeThePlaceOfThePackagedOnes() {
        Rendered rendered = Chart.migrator().values("migrations: {scripts: {V1__a.sql: \"SELECT '{{ x }}';\\n\"}}").render();

        assertThat(rendered.named(ConfigMap.class, "bot-market-migrator-hook-migrations").getData())
                .containsExactly(Map.entry("V1__a.sql", "SELECT '{{ x }}';\n"));
        assertThat(Rendered.values(rendered.container())).containsEntry("MIGRATOR_LOCATIONS", "filesystem:/migrations");
        assertThat(rendered.container().getVolumeMounts()).singleElement().hasFieldOrPropertyWithValue("mountPath", "/migrations");
    }

    @Test
    void theServiceAccountHasNoTokenAndCanBeOneThatIsThere() {
        ServiceAccount made = Chart.migrator().values("serviceAccount: {annotations: {a: b}}").render().one(ServiceAccount.class);
        assertThat(made.getAutomountServiceAccountToken()).isFalse();
        assertThat(made.getMetadata().getAnnotations()).containsEntry("a", "b");

        Rendered existing = Chart.migrator().values("serviceAccount: {create: false, name: owner}").render();
        assertThat(existing.all(ServiceAccount.class)).isEmpty();
        assertThat(existing.job().getSpec().getTemplate().getSpec().getServiceAccountName()).isEqualTo("owner");
    }

    @Test
    void aJobStaysUntilHelmRemovesItUnlessATimeIsGiven() {
        Chart job = Chart.migrator().values("mode: job");

        assertThat(job.render().job().getSpec().getTtlSecondsAfterFinished()).isNull();
        assertThat(job.values("ttlSecondsAfterFinished: 0").render().job().getSpec().getTtlSecondsAfterFinished()).isZero();
    }

    @Test
    void theTestOfTheReleaseIsACheck() {
        Pod test = Chart.migrator().values("mode: job").render().one(Pod.class);

        assertThat(test.getMetadata().getAnnotations()).containsEntry("helm.sh/hook", "test")
                .containsEntry("helm.sh/hook-delete-policy", "before-hook-creation");
        assertThat(test.getSpec().getContainers().get(0).getArgs()).containsExactly("check");
        assertThat(test.getSpec().getActiveDeadlineSeconds()).isEqualTo(270);
        assertThat(Chart.migrator().values("mode: job").manifest()).doesNotContain("kind: Pod\n");
    }

    @Test
    void namesOfExistingObjectsMayHoldTemplates() {
        PodSpec spec = spec("""
                global: {imagePullSecrets: ["{{ .Release.Name }}-a"]}
                imagePullSecrets: [bot-a, {name: "{{ .Release.Name }}-b"}]
                serviceAccount: {create: false, name: "{{ .Release.Name }}-owner"}
                priorityClassName: "{{ .Release.Namespace }}-high"
                runtimeClassName: "{{ .Release.Namespace }}-safe"
                """);

        assertThat(spec.getImagePullSecrets()).extracting(LocalObjectReference::getName).containsExactly("bot-a", "bot-b");
        assertThat(spec.getServiceAccountName()).isEqualTo("bot-owner");
        assertThat(spec.getPriorityClassName()).isEqualTo("shop-high");
        assertThat(spec.getRuntimeClassName()).isEqualTo("shop-safe");
    }

    @Test
    void whatIsNullIsLeftOut() {
        Rendered rendered = Chart.migrator().values("""
                migrations: {scripts: {V1__a.sql: null, V2__b.sql: SELECT 2}}
                nodeSelector: {a: null, b: c}
                resources: {limits: {cpu: null, memory: 1Gi}}
                podSecurityContext: {fsGroup: null}
                securityContext: {capabilities: {add: null}}
                """).render();
        PodSpec spec = rendered.job().getSpec().getTemplate().getSpec();

        assertThat(rendered.text()).doesNotContain("null");
        assertThat(rendered.named(ConfigMap.class, "bot-market-migrator-hook-migrations").getData()).containsOnlyKeys("V2__b.sql");
        assertThat(spec.getNodeSelector()).containsExactly(Map.entry("b", "c"));
        assertThat(rendered.container().getResources().getLimits()).hasToString("{memory=1Gi}");
    }

    @Test
    void withoutAScriptThatIsLeftThePackagedOnesApply() {
        Rendered rendered = Chart.migrator().values("migrations: {scripts: {V1__a.sql: null}}").render();

        assertThat(Rendered.values(rendered.container())).doesNotContainKey("MIGRATOR_LOCATIONS");
        assertThat(rendered.container().getVolumeMounts()).isEmpty();
    }

    /** Kubernetes expands $(NAME) and makes one dollar of two. */
    @Test
    void aDollarStandsForItselfButInExtraEnv() {
        Container container = Chart.migrator().values("""
                database: {user: "a$$b", name: "$(c)"}
                settings: {role: "d$e"}
                args: ["--to=$(f)"]
                extraEnv: [{name: G, value: "$(DB_USER)$$"}]
                """).render().container();

        assertThat(Rendered.values(container)).containsEntry("DB_USER", "a$$$$b").containsEntry("DB_NAME", "$$(c)")
                .containsEntry("MIGRATOR_ROLE", "d$$e").containsEntry("G", "$(DB_USER)$$");
        assertThat(container.getArgs()).containsExactly("migrate", "--to=$$(f)");
    }

    /** Helm allows dots in a release's name, and a name may not go on after one with a dash. */
    @Test
    void aNameIsNotCutBehindADot() {
        String release = "a".repeat(36) + ".b-and-so-on";

        assertThat(Chart.migrator().release(release).render().job().getMetadata().getName()).matches("a{36}-[0-9a-f]{8}-hook");
    }

    @Test
    void longNamesAreCutAndStillToldApart() {
        String release = "a-release-whose-name-is-as-long-as-helm-lets-it-be-53";
        Job one = Chart.migrator().release(release).values("nameOverride: one").render().job();
        Job two = Chart.migrator().release(release).values("nameOverride: two").render().job();

        assertThat(one.getMetadata().getName()).hasSizeLessThan(63).isNotEqualTo(two.getMetadata().getName());
    }

    private static PodTemplateSpec template(String values) {
        return Chart.migrator().values(values).render().job().getSpec().getTemplate();
    }

    private static PodSpec spec(String values) {
        return template(values).getSpec();
    }
}
