package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodFailurePolicyTest {

    @ParameterizedTest
    @CsvSource({"v1.20.2, false", "v1.25.16, false", "v1.25.16-eks-a1b2c3, false", "v1.26.0, true", "v1.29.3-eks-a1b2c3, true", "v1.30.1-gke.100, true"})
    void clustersFrom126OnAreGivenOneWhateverTheirVendorAppendsToTheVersion(String kubernetes, boolean given) {
        for (String mode : new String[] {"hook", "job"}) {
            var spec = Chart.migrator().values("mode: " + mode).kubernetes(kubernetes).render().job().getSpec();

            assertThat(spec.getPodFailurePolicy() != null).isEqualTo(given);
            assertThat(spec.getBackoffLimit()).isEqualTo(2);
            assertThat(spec.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
        }
    }
}
