package digital.market.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowNetworkTest {

    @Test
    void eachStatementIsOneRoundTripHoweverLongItsAnswer() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase("bench", "bench");
             SlowNetwork network = new SlowNetwork(database.server().port(), Duration.ofMillis(20))) {
            SlowNetwork.Traffic none = statements(network, 0);
            SlowNetwork.Traffic three = statements(network, 3);

            assertThat(none.connections()).isEqualTo(1);
            assertThat(three.connections()).isEqualTo(1);
            assertThat(none.roundTrips()).as("to say hello").isPositive();
            assertThat(three.roundTrips()).isEqualTo(none.roundTrips() + 3);
        }
    }

    @Test
    void nothingIsLeftToCountOnceItWasAskedFor() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase("bench", "bench");
             SlowNetwork network = new SlowNetwork(database.server().port(), Duration.ofMillis(20))) {
            statements(network, 1);

            assertThat(network.traffic()).isEqualTo(new SlowNetwork.Traffic(0, 0));
        }
    }

    private static SlowNetwork.Traffic statements(SlowNetwork network, int count) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:%d/bench?sslmode=disable".formatted(network.port());
        try (Connection connection = DriverManager.getConnection(url, "bench", "bench");
             Statement statement = connection.createStatement()) {
            for (int i = 0; i < count; i++) {
                statement.execute("SELECT repeat('x', 1000) FROM generate_series(1, 1000)");
            }
        }
        return network.traffic();
    }
}
