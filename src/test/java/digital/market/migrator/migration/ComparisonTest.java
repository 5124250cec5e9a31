package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where we stop and Flyway would go on; for all else Flyway is the rule, see {@link ComparisonOracleTest}. */
class ComparisonTest {

    private static final Catalog CATALOG = new Catalog(List.of(Scripts.versioned("SELECT 1;")), List.of(), List.of());

    @ParameterizedTest
    @ValueSource(strings = {"JDBC", "SQL_BASELINE", "SCRIPT"})
    void aVersionOfTheCatalogUnderAnotherTypeDiverges(String type) {
        assertThat(compare(row("1", type)).divergences())
                .containsExactly("The history holds V1 as " + type + ", not as an SQL script of this catalog.");
    }

    @Test
    void whatFlywaysPaidEditionUndidDiverges() {
        Comparison comparison = compare(row("1", "SQL"), row("1", "UNDO_SQL"));

        assertThat(comparison.divergences()).singleElement().asString().startsWith("V1 was undone by Flyway's undo (installed_rank 2)");
    }

    @Test
    void whatWasDeletedTwiceDiverges() {
        Comparison comparison = compare(row("1", "SQL"), row("1", "DELETE"), row("1", "DELETE"));

        assertThat(comparison.divergences()).singleElement().asString().startsWith("V1 was deleted from the history twice (installed_rank 3)");
    }

    private static Comparison compare(AppliedMigration... rows) {
        List<AppliedMigration> ranked = new ArrayList<>();
        for (AppliedMigration row : rows) {
            ranked.add(new AppliedMigration(ranked.size() + 1, row.version(), row.description(), row.type(), row.script(), row.checksum(), true));
        }
        return Comparison.of(CATALOG, new History(true, ranked, "", ""), Scripts.NONE, Optional.empty());
    }

    private static AppliedMigration row(String version, String type) {
        return new AppliedMigration(0, Optional.of(Version.of(version)), "x", type, "V1__x.sql",
                Optional.of(CATALOG.versioned().get(0).rawChecksum()), true);
    }
}
