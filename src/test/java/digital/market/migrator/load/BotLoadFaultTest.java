package digital.market.migrator.load;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bot goes on while the migrator runs in this process. */
@Tag("faults")
class BotLoadFaultTest {

    @Test
    void theBotWaitsNoLongerThanOneMigrationAndTheTimeOutTake() throws SQLException {
        new BotLoadScenario(environment -> new MigratorRun(environment).succeeds()).holds(Postgres.V18);
    }
}
