package digital.market.migrator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.MigratorRun;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;

/** Settings are read, or refused in words; and what is read leads to an outcome, on a real server as well. */
@Tag("faults")
class SettingsFuzzFaultTest extends OnADatabase {

    @Property(tries = 5_000, seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void settingsAreReadOrRefusedInWords(@ForAll("environments") Map<String, String> environment) {
        boolean read = areRead(environment);
        Statistics.label("faults: generated settings").collect(read ? "read" : "refused").coverage(all -> {
            all.check("read").percentage(percentage -> percentage > 5);
            all.check("refused").percentage(percentage -> percentage > 20);
        });
    }

    @Property(tries = 400, seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void aRunWithThemEndsInAnOutcome(@ForAll("environmentsOfADatabase") Map<String, String> environment) throws Exception {
        database.clear();
        Map<String, String> variables = new HashMap<>(database.environment());
        variables.putAll(environment);
        variables.put("MIGRATOR_WAIT", "0s");

        Ending ending = Ending.of(environment, () -> new MigratorRun(variables).succeeds());

        assertThat(ending.words()).as("%s", environment).doesNotContain(database.password());
        Statistics.label("faults: runs with generated settings").collect(ending.outcome()).coverage(all -> {
            all.check(Outcome.DONE).percentage(percentage -> percentage > 20);
            all.check(Outcome.CONFIGURATION).percentage(percentage -> percentage > 20);
        });
    }

    @Provide
    Arbitrary<Map<String, String>> environments() {
        return RandomEnvironment.any();
    }

    @Provide
    Arbitrary<Map<String, String>> environmentsOfADatabase() {
        return RandomEnvironment.ofOurs();
    }

    private static boolean areRead(Map<String, String> environment) {
        try {
            Settings settings = SettingsReader.read(environment, Map.of());
            assertThat(settings.target().toString() + settings.target().password() + settings.warnings() + settings.overrides()).as(environment.toString())
                    .matches(words -> !RandomUrl.shows(words), "shows no password");
            return true;
        } catch (MigrationException refused) {
            assertThat(refused.outcome()).as(environment.toString()).isEqualTo(Outcome.CONFIGURATION);
            assertThat(refused.getMessage()).as(environment.toString()).isNotBlank().doesNotContain("Exception")
                    .matches(words -> !RandomUrl.shows(words), "shows no password");
            return false;
        }
    }
}
