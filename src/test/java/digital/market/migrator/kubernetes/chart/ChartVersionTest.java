package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChartVersionTest {

    private static final Path CHART = Path.of("helm/market-migrator");

    private final String version = Pattern.compile("<artifactId>market-migrator</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Scratch.read(Path.of("pom.xml"))).results().findFirst().orElseThrow().group(1);

    @Test
    void chartAndProgramHaveTheSameVersion() {
        JsonNode chart = Scratch.yaml(Scratch.read(CHART.resolve("Chart.yaml")));

        assertThat(chart.get("version").asText()).isEqualTo(version);
        assertThat(chart.get("appVersion").asText()).isEqualTo(version);
    }

    @Test
    void theImagesTagIsThatVersion() {
        assertThat(Chart.migrator().render().container().getImage()).isEqualTo("market-migrator:" + version);
    }

    @Test
    void theExampleDependsOnThatVersion() {
        assertThat(Scratch.yaml(Scratch.read(Path.of("helm/examples/bot/Chart.yaml"))).get("dependencies")).hasSize(3)
                .allSatisfy(dependency -> assertThat(dependency.get("version").asText()).isEqualTo(version));
    }
}
