package digital.market.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTripsTest {

    /** What the client says is {@code c}, what it hears is {@code s}. */
    @ParameterizedTest
    @CsvSource({
        "cs, 1",
        "cscs, 2",
        "cccs, 1",
        "cssss, 1",
        "ccsscs, 2",
        "csc, 1",
        "s, 0",
        "scs, 1",
        "c, 0",
    })
    void anAnswerAfterAQuestionIsARoundTrip(String talk, int expected) {
        RoundTrips trips = new RoundTrips();
        for (char side : talk.toCharArray()) {
            if (side == 'c') {
                trips.asked();
            } else {
                trips.answered();
            }
        }

        assertThat(trips.count()).isEqualTo(expected);
    }

    @Test
    void silenceIsNone() {
        assertThat(new RoundTrips().count()).isZero();
    }
}
