package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "3s, PT3S", "2m, PT2M", "5min, PT5M", "1h5min10s, PT1H5M10S", "1h, PT1H", "1m30s, PT1M30S", "1h30m, PT1H30M", "1s500ms, PT1.5S",
            "24d, PT576H", "PT1M, PT1M", "pt1m, PT1M", "0, PT0S", "0s, PT0S", "3S, PT3S", "2147483647ms, PT596H31M23.647S"})
    void aDurationIsRead(String text, Duration duration) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-5s", "PT-5S", "-PT5S", "5x", "s", "", "5 s", "1.5s", "none", "2147483648ms", "25d", "PT0.0001S",
            "9999999999999999999s", "999999999999h", "99999999999999999999", "P1Y"})
    void aTextIsNoDuration(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DurationText.parse(text)).withMessageContaining("for example");
    }

    @Test
    void noneIsZeroWhereThereMayBeNone() {
        assertThat(DurationText.parseOrNone("None")).isZero();
    }
}
