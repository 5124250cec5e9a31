package digital.market.migrator.load;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.RunningProgram;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bot goes on while the packaged program runs. */
@Tag("faults")
class BotLoadFaultIT {

    /** Each migration may have to be tried again and again. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Test
    void theBotWaitsNoLongerThanOneMigrationAndTheTimeOutTake() throws SQLException {
        new BotLoadScenario(BotLoadFaultIT::migrate).holds(Postgres.V18);
    }

    private static void migrate(Map<String, String> environment) {
        try (RunningProgram running = Program.packaged().start(environment)) {
            running.await(LONGEST).exitedWith(0);
        }
    }
}
