package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.settings.DurationText;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart as a library of another one, with another appVersion, under an alias, in two Deployments. */
class LibraryTest {

    private static final Pattern OVERRIDES = Pattern.compile("--overrides='(.*)'", Pattern.DOTALL);

    private final Chart chart = new Chart(ChartFolder.dependent(ValueSet.CONSUMER), "bot", "v1.30.0", List.of())
            .values("dbInit: {database: {existingSecret: {name: bot-database, keys: {url: url}}}}");

    @Test
    void theImageIsThatOfTheMigratorsVersionAndNotOfTheIncludingChart() {
        String image = Chart.migrator().render().container().getImage();

        assertThat(chart.render().ourContainers()).hasSize(4).allSatisfy(container -> assertThat(container.getImage()).isEqualTo(image));
    }

    @Test
    void bothDeploymentsHaveTheSameInitContainersOursFirst() {
        List<Deployment> deployments = chart.render().all(Deployment.class);

        assertThat(deployments).extracting(deployment -> deployment.getMetadata().getName()).containsExactly("bot", "worker");
        assertThat(deployments).extracting(LibraryTest::spec).extracting(PodSpec::getInitContainers)
                .allSatisfy(containers -> assertThat(containers).extracting(Container::getName).containsExactly("migrate", "await"));
        assertThat(spec(deployments.get(0)).getInitContainers()).isEqualTo(spec(deployments.get(1)).getInitContainers());
    }

    @Test
    void theInitContainerWaitsLongHasADeadlineOfHoursAndNoArguments() {
        Container container = initContainer(chart, "migrate");

        assertThat(container.getArgs()).isEmpty();
        assertThat(Rendered.values(container)).containsEntry("MIGRATOR_WAIT", "10m").containsEntry("MIGRATOR_LOCK_WAIT", "10m")
                .containsEntry("MIGRATOR_DEADLINE", "6h");
        assertThat(Rendered.secrets(container)).containsEntry("DATABASE_URL", "bot-database/url");
    }

    @Test
    void theGateAwaitsForAsLongAsItIsTold() {
        Container container = initContainer(chart.values("dbInit: {awaitContainer: {timeout: 1h, args: [--drift]}}"), "await");

        assertThat(container.getArgs()).containsExactly("await", "--drift");
        assertThat(Rendered.values(container)).containsEntry("MIGRATOR_AWAIT", "1h").doesNotContainKey("MIGRATOR_WAIT");
    }

    /** What await says at its own end comes first; the last is as long as the program reads. */
    @ParameterizedTest
    @CsvSource({"10m, 660s", "0s, 60s", "1m30s500ms, 151s", "24d20h, 2145660s", "24d20h31m, 2147483s"})
    void theGatesDeadlineIsAMinuteAfterItsTime(String timeout, String deadline) {
        Container container = initContainer(chart.values("dbInit: {awaitContainer: {timeout: " + timeout + "}}"), "await");

        assertThat(Rendered.values(container)).containsEntry("MIGRATOR_DEADLINE", deadline);
        assertThat(DurationText.parseOrNone(deadline)).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{initContainer: {timeout: 20m}} | initContainer.wait (10m) and initContainer.lockWait (10m) leave no time to migrate within initContainer.timeout (20m): set that to more than 1200s",
        "{initContainer: {timeout: 0s, wait: 0s, lockWait: 0s}} | leave no time to migrate within initContainer.timeout (0s): set that to more than 0s",
        "{awaitContainer: {args: [--await=1h]}} | awaitContainer.args holds --await=1h, and the gate's deadline follows awaitContainer.timeout",
        "{awaitContainer: {args: [--await, 1h]}} | awaitContainer.args holds --await, and the gate's deadline follows awaitContainer.timeout",
    })
    void timesThatDoNotGoTogetherAreRefused(String values, String sentence) {
        assertThat(chart.values("dbInit: " + values).refusal()).contains(sentence);
    }

    @Test
    void howLongTheJobWaitsDoesNotBindAnInitContainer() {
        assertThat(Rendered.values(initContainer(chart.values("dbInit: {wait: 5s, initContainer: {wait: 1h}}"), "migrate")))
                .containsEntry("MIGRATOR_WAIT", "1h");
    }

    @Test
    void whatIsMountedIsAmongTheVolumes() {
        PodSpec spec = spec(chart.values("""
                dbInit:
                  database: {secretAs: files, tls: {rootCert: {existingConfigMap: {name: ca}}}}
                  migrations: {existingConfigMap: "{{ .Release.Name }}-scripts"}
                """).render().all(Deployment.class).get(1));

        assertThat(spec.getVolumes()).extracting("name").containsExactly("market-migrator-database", "market-migrator-ca",
                "market-migrator-migrations");
        assertThat(spec.getVolumes().get(2).getConfigMap().getName()).isEqualTo("bot-scripts");
        assertThat(Rendered.values(spec.getInitContainers().get(0))).containsEntry("MIGRATOR_LOCATIONS", "filesystem:/migrations")
                .containsEntry("DATABASE_URL_FILE", "/etc/market-migrator/database/url");
    }

    @Test
    void theEnvironmentCanBeHadForAContainerOfOnesOwn() {
        Container bot = spec(chart.values("dbInit: {settings: {schema: shop}}").render().all(Deployment.class).get(0)).getContainers().get(0);

        assertThat(Rendered.secrets(bot)).containsEntry("DATABASE_URL", "bot-database/url");
        assertThat(Rendered.values(bot)).containsExactly(Map.entry("MIGRATOR_SCHEMA", "shop"));
    }

    @Test
    void whatTheEnvironmentNamesCanBeMountedAndThePodsPullSecretsAreOurs() {
        Rendered rendered = chart.values("""
                dbInit:
                  database: {secretAs: files, tls: {rootCert: {existingConfigMap: {name: ca}}}}
                  migrations: {existingConfigMap: scripts}
                  imagePullSecrets: [pull]
                """).render();
        PodSpec spec = spec(rendered.all(Deployment.class).get(0));

        assertThat(spec.getContainers().get(0).getVolumeMounts()).hasSize(3).isEqualTo(spec.getInitContainers().get(0).getVolumeMounts());
        assertThat(spec.getImagePullSecrets()).extracting("name").containsExactly("pull");
    }

    @Test
    void theReadmesTableHasEachTemplateOfTheLibrary() {
        Pattern template = Pattern.compile("define \"(market-migrator\\.\\w+)\"");

        assertThat(template.matcher(Scratch.read(Path.of("helm/market-migrator/templates/_library.tpl"))).results().map(found -> found.group(1)))
                .hasSize(6).allSatisfy(name -> assertThat(Scratch.read(Path.of("helm/market-migrator/README.md"))).contains("| `" + name + "` |"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{database: {existingSecret: {name: ''}, host: a, user: a, password: a}} | needs database.existingSecret.name",
        "{database: {existingSecret: {name: ''}, url: a}} | needs database.existingSecret.name",
        "{database: {tls: {rootCert: {pem: '-----BEGIN CERTIFICATE-----'}}}} | needs database.tls.rootCert.existingConfigMap",
        "{migrations: {scripts: {V1__a.sql: SELECT 1}}} | needs migrations.existingConfigMap",
    })
    void whatTheChartWouldHaveToMakeAnObjectForIsRefused(String values, String sentence) {
        assertThat(chart.values("dbInit: " + values).refusal()).contains("a pod of another chart " + sentence);
    }

    @Test
    void theLineForKubectlHoldsThePodWhichIsNotTakenForOneOfTheIncludingChart() {
        Chart quoted = chart.values("dbInit: {extraEnv: [{name: MIGRATOR_PLACEHOLDER_A, value: \"it's\"}]}");
        Matcher line = OVERRIDES.matcher(quoted.notes());
        assertThat(line.find()).isTrue();
        Pod pod = Rendered.overridden(line.group(1).replace("'\\''", "'"));
        Container container = pod.getSpec().getContainers().get(0);

        assertThat(container.getArgs()).containsExactly("repair", "--yes");
        assertThat(container.getSecurityContext()).isEqualTo(initContainer(quoted, "migrate").getSecurityContext());
        assertThat(Rendered.secrets(container)).isEqualTo(Rendered.secrets(initContainer(quoted, "migrate")));
        assertThat(Rendered.values(container)).containsEntry("MIGRATOR_PLACEHOLDER_A", "it's");
        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("default");
        assertThat(quoted.render().all(Deployment.class)).allSatisfy(deployment -> assertThat(pod.getMetadata().getLabels().entrySet())
                .matches(labels -> !labels.containsAll(deployment.getSpec().getSelector().getMatchLabels().entrySet())));
    }

    private static Container initContainer(Chart chart, String name) {
        return Rendered.container(spec(chart.render().all(Deployment.class).get(0)).getInitContainers(), name);
    }

    private static PodSpec spec(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec();
    }
}
