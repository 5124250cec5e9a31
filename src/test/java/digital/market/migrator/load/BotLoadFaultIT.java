package digital.market.migrator.load;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bot goes on while the packaged program runs. */
@Tag("faults")
class BotLoadFaultIT {

    @Test
    void theBotWaitsNoLongerThanOneMigrationAndTheTimeOutTake() throws SQLException {
        new BotLoadScenario(environment -> Program.packaged().run(environment).exitedWith(0)).holds(Postgres.V18);
    }
}
