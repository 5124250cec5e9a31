package digital.market.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class MessageCounterTest {

    @Test
    void eachSimpleStatementIsOneMessage() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase("bench", "bench")) {
            MessageCounter.Traffic none = statements(database, 0);
            MessageCounter.Traffic three = statements(database, 3);

            assertThat(none.connections()).isEqualTo(1);
            assertThat(none.messages()).as("hello, two for SCRAM, good-bye").isEqualTo(4);
            assertThat(three.messages()).isEqualTo(none.messages() + 3);
        }
    }

    private static MessageCounter.Traffic statements(TestDatabase database, int count) throws Exception {
        try (MessageCounter counter = new MessageCounter(database.server().port())) {
            execute(counter.port(), count);
            return counter.traffic();
        }
    }

    private static void execute(int port, int count) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:%d/bench?sslmode=disable&preferQueryMode=simple&assumeMinServerVersion=18".formatted(port);
        try (Connection connection = DriverManager.getConnection(url, "bench", "bench"); Statement statement = connection.createStatement()) {
            for (int i = 0; i < count; i++) {
                statement.execute("SELECT 1");
            }
        }
    }
}
