package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.settings.Mask;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a session that is in the way, and what PostgreSQL hides of it. */
class ActivityTest {

    private static final Mask MASK = new Mask(Map.of());

    private TestDatabase database;
    private Connection observer;

    @BeforeEach
    void connect() throws SQLException {
        database = Postgres.V18.newDatabase();
        observer = database.connect();
    }

    @AfterEach
    void close() throws SQLException {
        observer.close();
        database.close();
    }

    @Test
    void aSessionOfTheSameRoleIsShownWithItsLastStatementOnOneLine() throws SQLException {
        try (Connection bot = database.connect()) {
            Query.execute(bot, "SET application_name = 'market-bot'");
            bot.setAutoCommit(false);
            String pid = Query.rows(bot, "SELECT pg_backend_pid(),\n       'a long one: " + "😀".repeat(100) + "'").get(0).split("\\|")[0];

            assertThat(described(pid)).matches("pid " + pid + " \\(market-bot, idle in transaction for \\d s, "
                    + "last statement: SELECT pg_backend_pid\\(\\), 'a long one: (😀)+…\\)");
            assertThat(grant(pid)).isEmpty();
        }
    }

    @Test
    void ofASessionOfAnotherRoleIsSaidWhatIsHiddenAndWhatWouldShowIt() throws SQLException {
        try (Connection bot = database.asSuperuser()) {
            Query.execute(bot, "SET application_name = 'market-bot'");
            String pid = Query.rows(bot, "SELECT pg_backend_pid()").get(0);

            assertThat(described(pid)).isEqualTo("pid " + pid + " (market-bot, role postgres, state and statement hidden)");
            assertThat(grant(pid)).contains("PostgreSQL hides what sessions of other roles do; GRANT pg_read_all_stats TO \"" + database.role()
                    + "\" would show it.");
        }
    }

    @Test
    void theGrantShowsIt() throws SQLException {
        Query.executeAsSuperuser(database, "GRANT pg_read_all_stats TO \"" + database.role() + "\"");
        try (Connection bot = database.asSuperuser()) {
            String pid = Query.rows(bot, "SELECT pg_backend_pid()").get(0);

            assertThat(described(pid)).contains(", idle for ", "last statement: SELECT pg_backend_pid()");
            assertThat(grant(pid)).isEmpty();
        }
    }

    @Test
    void aTransactionThatIsPreparedHasNoSession() throws SQLException {
        try (Statement statement = observer.createStatement();
                ResultSet row = statement.executeQuery("SELECT NULL::integer AS pid, " + Activity.COLUMNS
                        + "FROM (VALUES (1)) AS once(one) LEFT JOIN pg_stat_activity AS a ON false")) {
            row.next();

            assertThat(Activity.describe(row, MASK)).isEqualTo("a prepared transaction (see pg_prepared_xacts)");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "119, 119 s", "120, 2 min", "7199, 119 min", "7200, 2 h", "172800, 2 days"})
    void theTimeIsToldInTheUnitThatCounts(long seconds, String words) throws SQLException {
        try (Statement statement = observer.createStatement();
                ResultSet row = statement.executeQuery("SELECT 4711 AS pid, 'market-bot' AS application_name, 'bot' AS usename, 'idle in transaction' AS state, "
                        + "'' AS query, 'me' AS observer, " + seconds + " AS seconds_in_state")) {
            row.next();

            assertThat(Activity.describe(row, MASK)).isEqualTo("pid 4711 (market-bot, idle in transaction for " + words + ")");
        }
    }

    private String described(String pid) throws SQLException {
        return of(pid, row -> Activity.describe(row, MASK));
    }

    private Optional<String> grant(String pid) throws SQLException {
        return of(pid, Activity::grant);
    }

    private interface Told<R> {

        R of(ResultSet row) throws SQLException;
    }

    private <R> R of(String pid, Told<R> told) throws SQLException {
        try (Statement statement = observer.createStatement();
                ResultSet row = statement.executeQuery("SELECT a.pid, " + Activity.COLUMNS + "FROM pg_stat_activity AS a WHERE a.pid = " + pid)) {
            row.next();
            return told.of(row);
        }
    }
}
