package digital.market.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContestantTest {

    @Test
    void aPeerThatWasSlowOnceTakesPartInEveryFourthRound() {
        assertThat(roundsOf("liquibase", 20, 900, 30)).containsExactly(0, 4, 8);
    }

    @Test
    void aFastPeerTakesPartInEveryRound() {
        assertThat(roundsOf("alembic", 400, 450)).hasSize(12);
    }

    @Test
    void whatOthersAreComparedWithTakesPartInEveryRoundHoweverSlow() {
        assertThat(roundsOf(Tools.OURS, 900)).hasSize(12);
        assertThat(roundsOf(Tools.DBMATE, 900)).hasSize(12);
    }

    @Test
    void whatCouldNotBePreparedTakesNoPart() {
        Contestant contestant = contestant("sqitch");
        contestant.fails("ends with code 2");

        assertThat(contestant.takesPartIn(0)).isFalse();
    }

    /** Of twelve rounds, the ones that it takes part in after a warm-up of these milliseconds. */
    private static List<Integer> roundsOf(String tool, int... warmUp) {
        Contestant contestant = contestant(tool);
        IntStream.of(warmUp).forEach(milliseconds -> contestant.warmedUp(
                new Run(milliseconds * 1_000_000L, 1, 1, List.of(0), true, Optional.empty())));
        return IntStream.range(0, 12).filter(contestant::takesPartIn).boxed().toList();
    }

    private static Contestant contestant(String name) {
        Tool tool = new Tool(name, "1", true, (place, scripts) -> new Command(List.of(place.url()), Map.of()));
        return new Contestant(new Scenario.Entry(tool, new Scripts(Path.of("scripts"), 5)), Access.TRUST, 5432);
    }
}
