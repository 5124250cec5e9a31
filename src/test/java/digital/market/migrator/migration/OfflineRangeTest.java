package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.ScriptFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no script can be made of is refused before anything is printed, with a sentence that says how to ask. */
class OfflineRangeTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "3|3|A script from version 3 to version 3 would do nothing: --from (MIGRATOR_FROM) has to be older than --to (MIGRATOR_TO).",
            "3|2|A script from version 3 to version 2 would do nothing: --from (MIGRATOR_FROM) has to be older than --to (MIGRATOR_TO).",
            "0|0|A script from an empty database to version 0 would do nothing",
            "5|6|MIGRATOR_FROM (--from) is \"5\": the catalog has no such version; its newest is 4.",
            "1|2.5|MIGRATOR_TO (--to) is \"2.5\": the catalog has no such version; its newest is 4.",
            "1|9223372036854775807|MIGRATOR_TO (--to): the version 9223372036854775807 is Flyway's own word for \"latest\"."})
    void aRangeThatTheCatalogDoesNotHave(String from, String to, String sentence) {
        assertThat(OfflineRun.packaged().from(from).to(to).failsWith(Outcome.CONFIGURATION)).hasMessageStartingWith(sentence);
    }

    @Test
    void fromTheNewestVersionThereIsNothingToDo() {
        assertThat(OfflineRun.packaged().from("4").failsWith(Outcome.CONFIGURATION)).hasMessageContaining("from version 4 to version 4 would do nothing");
    }

    @Test
    void fromTheNewestVersionThereMayBeRepeatables() {
        new ScriptFolder(folder).add("V1__a.sql", "SELECT 1;").add("R__b.sql", "SELECT 2;");

        assertThat(OfflineRun.of(folder).from("1").script()).contains("SELECT 2").doesNotContain("SELECT 1");
        assertThat(OfflineRun.of(folder).from("0").script()).isEqualTo(OfflineRun.of(folder).script());
    }

    @Test
    void theWayDownHasToSayWhereItEnds() {
        assertThat(OfflineRun.packaged().down().failsWith(Outcome.CONFIGURATION))
                .hasMessage("--down (MIGRATOR_DOWN) needs --to (MIGRATOR_TO): the version that is to remain, or 0 if none is.");
    }

    @Test
    void theWayDownDoesNotLeadUp() {
        assertThat(OfflineRun.packaged().down().from("2").to("3").failsWith(Outcome.CONFIGURATION))
                .hasMessageStartingWith("A script from version 2 down to version 3 would do nothing: with --down");
    }

    @Test
    void everyUndoScriptThatIsMissingIsNamed() {
        new ScriptFolder(folder).add("V1__a.sql", "SELECT 1;").add("V2__b.sql", "SELECT 2;").add("U2__b.sql", "SELECT 2;").add("sub/V3__c.sql", "SELECT 3;");

        assertThat(OfflineRun.of(folder).down().to("0").failsWith(Outcome.CONFIGURATION).getMessage().lines()).containsExactly(
                "There is no script that takes sub/V3__c.sql back: add U3__c.sql.", "There is no script that takes V1__a.sql back: add U1__a.sql.");
        assertThat(OfflineRun.of(folder).down().from("2").to("1").script()).contains("U2__b.sql");
    }

    @Test
    void everyScriptThatCannotRunIsNamed() {
        new ScriptFolder(folder).add("V1__a.sql", "COMMIT;").add("V2__b.sql", "SELECT 1;\nSELECT 2\n\\gset\n").add("V3__c.sql", "SELECT ${flyway:user};")
                .add("R__d.sql", "SELECT 'a");

        assertThat(OfflineRun.of(folder).failsWith(Outcome.CONFIGURATION).getMessage().lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("V1__a.sql line 1: COMMIT does not go with"),
                line -> assertThat(line).startsWith("V2__b.sql line 3: \\gset is a command of psql"),
                line -> assertThat(line).startsWith("V3__c.sql line 1: the placeholder ${flyway:user} is known when the script runs"),
                line -> assertThat(line).startsWith("R__d.sql line 1: the literal never ends"));
        assertThat(OfflineRun.of(folder).from("3").with("MIGRATOR_TO", "2").failsWith(Outcome.CONFIGURATION)).hasMessageContaining("would do nothing");
    }

    @Test
    void withoutMigrationsThereIsNoScript() {
        assertThat(OfflineRun.of(folder).failsWith(Outcome.EMPTY_CATALOG)).hasMessageStartingWith("There are no migrations in ");
    }
}
