package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of {@link Rules} for every set of values in {@code src/test/resources/chart/values}, in every mode that it is for. */
class ValueSetsTest {

    private static final Path SETS = Path.of("src/test/resources/chart/values");

    static List<Path> sets() throws IOException {
        try (Stream<Path> files = Files.list(SETS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void x(Path set) {
        Chart chart = new Chart(ChartFolder.MIGRATOR, "bot", "v1.30.0", List.of(set));
        Rendered r = chart.render();
        System.out.println(r.objects().size());
        System.out.println(r.commands().keySet());
        assertThat(chart.manifest()).isEmpty();
        System.out.println(chart.notes());
    }
}
