package digital.market.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void theMedianOfAnOddNumberIsTheOneInTheMiddle() {
        assertThat(Figures.of(List.of(30L, 1L, 20L))).isEqualTo(new Figures(20, 1, 30));
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Figures.of(List.of(40, 10, 20, 31))).isEqualTo(new Figures(25.5, 10, 40));
    }

    @Test
    void oneFigureIsAllThree() {
        assertThat(Figures.of(List.of(7))).isEqualTo(new Figures(7, 7, 7));
    }
}
