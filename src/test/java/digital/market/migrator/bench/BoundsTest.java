package digital.market.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.bench.Results.Measured;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundsTest {

    @Test
    void aRatioThatIsNoMoreThanItsBoundMeetsIt() {
        assertThat(nothingToDo(10, 10)).contains("| nothing to do, trust, ÷ goose | 1.00 | 1.00 | met |");
        assertThat(nothingToDo(11, 10)).contains("| nothing to do, trust, ÷ goose | 1.00 | 1.10 | missed |");
    }

    @Test
    void whatWasNotMeasuredIsNeitherMetNorMissed() {
        assertThat(new Bounds(new Results(Map.of(), List.of())).toString().lines().skip(2)).isNotEmpty()
                .allSatisfy(row -> assertThat(row).endsWith("| not measured |  |"));
        assertThat(nothingToDo(10, 10)).contains("| nothing to do, trust, ÷ golang-migrate | 0.85 | not measured |  |");
    }

    private static String nothingToDo(int ours, int goose) {
        Scenario scenario = new Scenario("nothing", "Nothing to do", Access.TRUST, false, Duration.ZERO, 1, List.of());
        return new Bounds(new Results(Map.of(), List.of(new Measured(scenario, List.of(
                contestant(Tools.OURS, ours), contestant(Tools.GOOSE, goose)))))).toString();
    }

    private static Contestant contestant(String name, int milliseconds) {
        Tool tool = new Tool(name, "1", true, (place, scripts) -> new Command(List.of(place.url()), Map.of()));
        Contestant contestant = new Contestant(new Scenario.Entry(tool, new Scripts(Path.of("scripts"), Scripts.FEWEST)), Access.TRUST, 5432);
        contestant.measured(new Run(milliseconds * 1_000_000L, 1, 1, List.of(0), true, Optional.empty()));
        return contestant;
    }
}
