package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplatesTest {

    private static final Path TEMPLATES = Path.of("helm/market-migrator/templates");

    /** What a cluster, the clock or chance tells makes each rendering another one, and Argo CD cannot ask the first. */
    @Test
    void noneAsksTheClusterTheClockOrChance() {
        assertThat(Scratch.files(TEMPLATES)).isNotEmpty().allSatisfy(file -> assertThat(Scratch.read(file))
                .doesNotContainPattern("\\b(lookup|now|date|ago|uuidv4|genCA|genPrivateKey|genSelfSignedCert"
                        + "|genSignedCert|rand[A-Z]\\w*|htpasswd|bcrypt|\\.Release\\.Revision|\\.Release\\.IsUpgrade)\\b"));
    }

    /** In a library the chart is the including one. */
    @Test
    void noneReadsTheChartButForItsNameAndItsLabel() {
        List<String> uses = Scratch.files(TEMPLATES).stream().flatMap(file -> Scratch.read(file).lines()).filter(line -> line.contains("Chart."))
                .map(String::strip).toList();

        assertThat(uses).allMatch(line -> line.contains("Chart.Name") && !line.contains("AppVersion"));
    }
}
