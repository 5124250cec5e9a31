package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.settings.DurationText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @ValueSource(strings = {"270s", "4m", "5min", "1h", "1h30m", "1m30s500ms", "90000ms", "2d", "1d2h3m4s", "0h31s"})
    void theChartReadsADurationAsTheProgramDoes(String timeout) {
        Chart chart = Chart.migrator().values("{timeout: " + timeout + ", wait: 0s, lockWait: 1s}");

        assertThat(chart.render().job().getSpec().getActiveDeadlineSeconds()).isEqualTo(DurationText.parseOrNone(timeout).toSeconds());
    }
}
