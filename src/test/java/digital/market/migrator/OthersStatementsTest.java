package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.LogLines;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statement of whoever is in the way is quoted without the values of our placeholders: another pod has the same script with the same ones. */
class OthersStatementsTest {

    private static final String SECRET = "correct-horse";

    @TempDir
    Path folder;

    private TestDatabase database;
    private Connection other;
    private LogLines log;

    @BeforeEach
    void connect() throws SQLException {
        new ScriptFolder(folder).add("V1__purchases.sql", "CREATE TABLE purchases (id int);");
        database = Postgres.V18.newDatabase();
        other = database.connect();
        log = LogLines.capture();
    }

    @AfterEach
    void close() throws SQLException {
        log.close();
        other.close();
        database.close();
    }

    /** The longer one is cut where PostgreSQL shows it (track_activity_query_size). */
    private static Stream<String> secrets() {
        return Stream.of(SECRET, (SECRET + "-battery-staple-").repeat(100));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void ofTheHolderOfTheMigratorsLock(String secret) throws SQLException {
        Query.rows(other, "SELECT pg_advisory_lock(" + MigratorsLock.KEY + "), '" + secret + "'");

        Failure failure = run(secret).with("MIGRATOR_LOCK_WAIT", "100ms").failsWith(Outcome.LOCKED);

        assertThat(failure.message()).startsWith("Another migrator holds the lock").contains("'${bot_password}");
        assertNothingShows(failure);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void ofWhoeverHoldsATable(String secret) throws SQLException {
        run(secret).succeeds();
        new ScriptFolder(folder).add("V2__name.sql", "ALTER TABLE purchases ADD COLUMN name text;");
        other.setAutoCommit(false);
        Query.rows(other, "SELECT count(*), '" + secret + "' FROM purchases");

        Failure failure = run(secret).with("MIGRATOR_LOCK_TIMEOUT", "2s").with("MIGRATOR_LOCK_RETRIES", "1").failsWith(Outcome.LOCKED);

        assertThat(failure.message()).contains("It waited for a lock on purchases held by", "'${bot_password}");
        assertNothingShows(failure);
    }

    private void assertNothingShows(Failure failure) {
        assertThat(failure.toString()).doesNotContain(SECRET);
        assertThat(log.all()).anyMatch(line -> line.contains("'${bot_password}")).noneMatch(line -> line.contains(SECRET));
    }

    private MigratorRun run(String secret) {
        return MigratorRun.on(database, folder).with("MIGRATOR_PLACEHOLDER_BOT_PASSWORD", secret);
    }
}
