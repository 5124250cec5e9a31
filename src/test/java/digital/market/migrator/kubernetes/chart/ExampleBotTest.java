package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The umbrella chart of a bot, which migrates in all three ways. */
class ExampleBotTest {

    private static final Path BOT = Path.of("helm/examples/bot");

    private final Chart chart = new Chart(ChartFolder.dependent(BOT), "bot", "v1.30.0", List.of());
    private final Rendered rendered = chart.render();

    @Test
    void helmBuildsItFromTheFoldersAsTheyAre() {
        Path helm = Scratch.folder("helm");
        Scratch.copy(Path.of("helm"), helm);
        Path bot = helm.resolve("examples/bot");
        new Helm(bot).dependency().update().skipRefresh().call();

        assertThat(bot.resolve("charts")).isDirectoryContaining("glob:**/market-migrator-*.tgz");
        assertThat(new Helm(bot).template().withName("bot").withNamespace(Chart.NAMESPACE).withKubeVersion("v1.30.0").call())
                .isEqualTo(chart.manifest());
    }

    @Test
    void nothingThatHelmHasBuiltIsKept() {
        assertThat(Scratch.read(Path.of(".gitignore")).lines()).contains("helm/examples/*/charts/", "helm/examples/*/Chart.lock");
        assertThat(Files.exists(Path.of("helm/market-migrator/charts"))).isFalse();
    }

    @Test
    void aHookAJobAndInitContainersMigrate() {
        assertThat(rendered.all(Job.class)).extracting(job -> job.getMetadata().getName().replaceAll("[0-9a-f]{8}$", "<hash>"))
                .containsExactlyInAnyOrder("bot-migrator-hook", "bot-migrator-<hash>");
        assertThat(gate("bot-bot")).extracting(Container::getName).containsExactly("migrate");
        assertThat(gate("bot-worker")).extracting(Container::getName).containsExactly("await");
    }

    @Test
    void allOfThemHaveTheSameDatabaseAndTheSameSchema() {
        assertThat(rendered.ourContainers()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(container -> {
            assertThat(Rendered.secrets(container)).containsExactly(Map.entry("DATABASE_URL", "bot-database/url"));
            assertThat(Rendered.values(container)).containsEntry("MIGRATOR_SCHEMA", "public");
        });
    }

    @Test
    void eachWayCanBeLeftOut() {
        assertThat(names(chart.values("hook: {enabled: false}").render())).noneMatch(name -> name.contains("-hook"))
                .anyMatch(name -> name.startsWith("bot-migrator-"));
        assertThat(names(chart.values("job: {enabled: false}").render())).contains("bot-migrator-hook")
                .noneMatch(name -> name.matches("bot-migrator-[0-9a-f]{8}"));
    }

    @Test
    void nothingOfTheBotsSelectsAPodOfTheMigratorsNorTheOtherWayRound() {
        Rendered shut = chart.values("{hook: {networkPolicy: {enabled: true}}, job: {networkPolicy: {enabled: true}}}").render();
        List<Map<String, String>> ours = shut.ownPods().stream().map(PodTemplateSpec::getMetadata).map(metadata -> metadata.getLabels()).toList();
        List<Map<String, String>> bots = shut.all(Deployment.class).stream().map(bot -> bot.getSpec().getTemplate().getMetadata().getLabels())
                .toList();

        assertThat(shut.all(NetworkPolicy.class)).hasSize(2).allSatisfy(policy -> {
            Map<String, String> selector = policy.getSpec().getPodSelector().getMatchLabels();
            assertThat(ours).anySatisfy(labels -> assertThat(labels).containsAllEntriesOf(selector));
            assertThat(bots).noneMatch(labels -> labels.entrySet().containsAll(selector.entrySet()));
        });
        assertThat(shut.all(Deployment.class)).allSatisfy(bot -> assertThat(ours)
                .noneMatch(labels -> labels.entrySet().containsAll(bot.getSpec().getSelector().getMatchLabels().entrySet())));
    }

    @Test
    void twoReleasesShareANamespaceWithoutSharingAName() {
        Set<String> one = names(rendered);

        assertThat(names(chart.release("second").values("{hook: {settings: {schema: second}}}").render())).doesNotContainAnyElementsOf(one);
    }

    @Test
    void thePullSecretsOfGlobalAreThoseOfAllItsPods() {
        assertThat(chart.values("global: {imagePullSecrets: [pull]}").render().podSpecs()).hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(spec -> assertThat(spec.getImagePullSecrets()).extracting("name").containsExactly("pull"));
    }

    @Test
    void theSecretMayBeNamedByATemplateForTheBotToo() {
        Container bot = chart.values("migrator: {database: {existingSecret: {name: \"{{ .Release.Name }}-other\"}}}").render()
                .named(Deployment.class, "bot-bot").getSpec().getTemplate().getSpec().getContainers().get(0);

        assertThat(Rendered.secrets(bot)).containsExactly(Map.entry("DB_URL", "bot-other/url"));
    }

    private List<Container> gate(String deployment) {
        return rendered.named(Deployment.class, deployment).getSpec().getTemplate().getSpec().getInitContainers();
    }

    private static Set<String> names(Rendered rendered) {
        return rendered.objects().stream().map(HasMetadata::getMetadata).map(metadata -> metadata.getName()).collect(Collectors.toSet());
    }
}
