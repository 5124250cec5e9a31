package digital.market.migrator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.settings.DatabaseUrl;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;

/** A URL is read, or refused in words that give nothing of it away. */
@Tag("faults")
class UrlFuzzFaultTest {

    @Property(tries = 100_000, seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void aUrlIsReadOrRefusedInWords(@ForAll("urls") String url) {
        boolean read = isRead(url);
        Statistics.label("faults: generated URLs").collect(read ? "read" : "refused").coverage(all -> {
            all.check("read").percentage(percentage -> percentage > 20);
            all.check("refused").percentage(percentage -> percentage > 20);
        });
    }

    @Provide
    Arbitrary<String> urls() {
        return RandomUrl.any();
    }

    private static boolean isRead(String url) {
        try {
            DatabaseUrl read = DatabaseUrl.parse(url);
            read.addresses();
            assertThat(read.remarks()).as(url).noneMatch(RandomUrl::shows);
            return true;
        } catch (IllegalArgumentException refused) {
            assertThat(refused).as(url).hasNoCause();
            assertThat(refused.getMessage()).as(url).isNotBlank().doesNotContain("\n", "Exception").matches(words -> !RandomUrl.shows(words), "shows no password");
            return false;
        }
    }
}
