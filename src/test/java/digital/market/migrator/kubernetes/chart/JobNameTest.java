package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In mode: job a Job is named after what cannot be changed in it. */
class JobNameTest {

    private static final Pattern TEMPLATE = Pattern.compile("(?s)kind: Job\n.*?\n  template:\n(.*?)\n+(?:---.*|$)");

    private final Chart chart = Chart.migrator().values("mode: job");
    private final Job job = chart.render().job();

    @Test
    void theNameEndsWithTheHashOfThePodTemplateAsItIsRendered() throws NoSuchAlgorithmException {
        Matcher template = TEMPLATE.matcher(chart.render().text());
        assertThat(template.find()).isTrue();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(template.group(1).replaceAll("(?m)^    ", "").getBytes(StandardCharsets.UTF_8));

        assertThat(job.getMetadata().getName()).isEqualTo("bot-market-migrator-" + HexFormat.of().formatHex(hash).substring(0, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "image: {tag: 9.9.9}",
        "image: {repository: other}",
        "settings: {schema: other}",
        "timeout: 10m",
        "migrations: {scripts: {V1__a.sql: SELECT 1}}",
        "podLabels: {a: b}",
        "resources: {limits: {memory: 128Mi}}",
        "database: {existingSecret: {name: other}}",
    })
    void whatChangesThePodGivesANewJob(String values) {
        assertThat(chart.values(values).render().job().getMetadata().getName()).isNotEqualTo(job.getMetadata().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobLabels: {a: b}", "backoffLimit: 5", "ttlSecondsAfterFinished: 600", "networkPolicy: {enabled: true}",
            "hook: {weight: 7}"})
    void whatDoesNotChangeThePodGivesTheSameJob(String values) {
        assertThat(chart.values(values).render().job().getMetadata().getName()).isEqualTo(job.getMetadata().getName());
    }

    @Test
    void oneScriptMoreGivesANewJobWhoseConfigMapHasIt() {
        Chart one = chart.values("migrations: {scripts: {V1__a.sql: SELECT 1}}");
        Chart two = one.values("migrations: {scripts: {V2__b.sql: SELECT 2}}");

        assertThat(two.render().job().getMetadata().getName()).isNotEqualTo(one.render().job().getMetadata().getName());
    }

    @Test
    void anotherPasswordGivesAnotherSecretAndTheSameJob() {
        Chart own = new Chart(ChartFolder.MIGRATOR, "bot", "v1.30.0", List.of())
                .values("{mode: job, database: {host: db, name: shop, user: bot, password: old}}");
        Rendered before = own.render();
        Rendered after = own.values("database: {password: new}").render();

        assertThat(after.job()).isEqualTo(before.job());
        assertThat(after.named(Secret.class, "bot-market-migrator").getData())
                .isNotEqualTo(before.named(Secret.class, "bot-market-migrator").getData());
    }

    /** Kubernetes lets neither be changed; a cluster that comes of age would otherwise block the next upgrade. */
    @Test
    void jobsOfTheSameNameHaveTheSamePodTemplateAndTheSameFailurePolicy() {
        Map<String, Job> byName = new HashMap<>();
        for (String kubernetes : List.of("v1.25.16", "v1.26.0", "v1.30.1-gke.100")) {
            for (String values : List.of("mode: job", "image: {tag: a}", "backoffLimit: 1", "timeout: 1h", "podAnnotations: {a: b}")) {
                Job one = chart.kubernetes(kubernetes).values(values).render().job();
                Job other = byName.putIfAbsent(one.getMetadata().getName(), one);
                if (other != null) {
                    assertThat(one.getSpec().getTemplate()).isEqualTo(other.getSpec().getTemplate());
                    assertThat(one.getSpec().getPodFailurePolicy()).isEqualTo(other.getSpec().getPodFailurePolicy());
                }
            }
        }
        assertThat(byName).hasSizeBetween(8, 14);
    }

    @Test
    void aHooksJobHasOneNameSinceItIsMadeAnewEachTime() {
        assertThat(chart.values("mode: hook").render().job().getMetadata().getName())
                .isEqualTo(chart.values("{mode: hook, image: {tag: 9.9.9}}").render().job().getMetadata().getName())
                .isEqualTo("bot-market-migrator-hook");
    }
}
