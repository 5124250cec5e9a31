package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.kubernetes.manifests.Manifests;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodFailurePolicyTest {

    /**
     * A chart that renders the migrator's template of a Job for the version in its values: helm-java cuts off what a vendor appends, and Helm's
     * own command does not.
     */
    private static final ChartFolder VENDOR = vendor();

    @ParameterizedTest
    @CsvSource({"v1.21.2, false", "v1.25.16, false", "v1.25.16-eks-a1b2c3, false", "v1.26.0, true", "v1.26.0-gke.1, true",
        "v1.29.3-eks-a1b2c3, true", "v1.30.1-gke.100, true"})
    void clustersFrom126OnAreGivenOneWhateverTheirVendorAppendsToTheVersion(String kubernetes, boolean given) {
        Chart chart = new Chart(VENDOR, "bot", "v1.21.0", List.of()).values("kubernetes: " + kubernetes)
                .values("market-migrator: {database: {existingSecret: {name: bot-database, keys: {url: url}}}}");
        JobSpec spec = Manifests.parse(chart.manifest()).one(Job.class).getSpec();

        assertThat(spec.getPodFailurePolicy() != null).isEqualTo(given);
        assertThat(spec.getBackoffLimit()).isEqualTo(2);
        assertThat(spec.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
    }

    @Test
    void aHooksJobIsGivenOneToo() {
        assertThat(Chart.migrator().kubernetes("v1.26.0").render().job().getSpec().getPodFailurePolicy()).isNotNull();
        assertThat(Chart.migrator().kubernetes("v1.25.16").render().job().getSpec().getPodFailurePolicy()).isNull();
    }

    private static ChartFolder vendor() {
        Path chart = Scratch.folder("vendor").resolve("vendor");
        Scratch.write(chart.resolve("Chart.yaml"), """
                apiVersion: v2
                name: vendor
                version: 1.0.0
                dependencies: [{name: market-migrator, version: ">=0.0.0", repository: ""}]
                """);
        Scratch.write(chart.resolve("values.yaml"), "market-migrator: {mode: library}");
        Scratch.write(chart.resolve("templates/job.yaml"), """
                {{- with index .Subcharts "market-migrator" }}
                {{- include "vendor/charts/market-migrator/templates/job.yaml" (dict "Values" (merge (dict "mode" "job") .Values) "Chart" .Chart
                      "Release" .Release "Capabilities" (dict "KubeVersion" (dict "Version" $.Values.kubernetes))) }}
                {{- end }}
                """);
        return ChartFolder.dependent(chart);
    }
}
