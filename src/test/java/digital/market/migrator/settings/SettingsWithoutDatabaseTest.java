package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings for what needs no connection of ours. */
class SettingsWithoutDatabaseTest {

    @Test
    void noVariableHasToNameADatabase() {
        Settings settings = SettingsReader.readWithoutDatabase(Map.of("MIGRATOR_SCHEMA", "shop"), Map.of());

        assertThat(settings.database()).isEmpty();
        assertThat(settings.schema()).isEqualTo("shop");
    }

    @Test
    void whoeverNeedsTheDatabaseAfterAllIsToldWhatToSet() {
        Settings settings = SettingsReader.readWithoutDatabase(Map.of(), Map.of());

        assertThatThrownBy(settings::target).isInstanceOf(MigrationException.class).hasMessageStartingWith("DATABASE_URL is not set")
                .extracting(e -> ((MigrationException) e).outcome()).isEqualTo(Outcome.CONFIGURATION);
    }

    @Test
    void aDatabaseThatIsNamedIsRead() {
        Settings settings = SettingsReader.readWithoutDatabase(Map.of("DATABASE_URL", "postgresql://bot@db/shop"), Map.of());

        assertThat(settings.target().describe()).isEqualTo("bot@db:5432/shop");
    }

    @Test
    void aDatabaseThatIsNamedWronglyIsRefused() {
        assertThatThrownBy(() -> SettingsReader.readWithoutDatabase(Map.of("DATABASE_URL", "sqlite:///bot.db"), Map.of()))
                .isInstanceOf(MigrationException.class).hasMessageContaining("DATABASE_URL");
    }

    @Test
    void everythingElseThatIsWrongIsStillToldAtOnce() {
        assertThatThrownBy(() -> SettingsReader.readWithoutDatabase(Map.of("MIGRATOR_LOCK_WAIT", "soon", "MIGRATOR_AHEAD", "maybe"), Map.of()))
                .hasMessageContaining("MIGRATOR_LOCK_WAIT").hasMessageContaining("MIGRATOR_AHEAD").hasMessageNotContaining("DATABASE_URL");
    }

    @Test
    void aRunOfOursIsToldOfTheMissingDatabaseAndEverythingElseAtOnce() {
        assertThatThrownBy(() -> SettingsReader.read(Map.of("MIGRATOR_LOCK_WAIT", "soon"), Map.of()))
                .hasMessageContaining("MIGRATOR_LOCK_WAIT").hasMessageContaining("DATABASE_URL is not set");
    }
}
