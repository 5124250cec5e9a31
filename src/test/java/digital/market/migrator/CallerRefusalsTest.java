package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run inside a caller's transaction, or over a connection that is no good, refuses before it does anything. */
class CallerRefusalsTest {

    @TempDir
    private Path folder;

    private ScriptFolder scripts;
    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void beginTransaction() throws SQLException {
        scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id integer);");
        database = Postgres.V18.newDatabase();
        connection = database.connect();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE INDEX CONCURRENTLY i ON one (id)", "VACUUM one", "RESET ALL", "SELECT 1; RESET ALL"})
    void aScriptThatCannotRunInATransaction(String sql) throws SQLException {
        scripts.add("V2__two.sql", sql + ";");

        assertThat(CallerRun.of(folder).failsOver(connection, Outcome.CONFIGURATION))
                .hasMessageStartingWith("V2__two.sql cannot run inside the caller's transaction");
        nothingWasDone();
    }

    @Test
    void aScriptThatIsConfiguredToRunOutsideOne() throws SQLException {
        scripts.addOutsideTransaction("V2__two.sql", "CREATE TABLE two ();");

        assertThat(CallerRun.of(folder).failsOver(connection, Outcome.CONFIGURATION)).hasMessageStartingWith("V2__two.sql cannot run");
        nothingWasDone();
    }

    @Test
    void allScriptsThatCannotAreNamedAtOnce() {
        scripts.add("V2__two.sql", "VACUUM one;").add("R__three.sql", "RESET ALL;");

        assertThat(CallerRun.of(folder).failsOver(connection, Outcome.CONFIGURATION))
                .hasMessageContainingAll("V2__two.sql", "R__three.sql");
    }

    @Test
    void notAScriptThatIsAppliedAlready() throws SQLException {
        scripts.add("V2__two.sql", "CREATE INDEX CONCURRENTLY i ON one (id);");
        try (Connection autoCommit = database.connect()) {
            CallerRun.of(folder).over(autoCommit);
        }
        scripts.add("V3__three.sql", "CREATE TABLE three ();");

        assertThat(CallerRun.of(folder).over(connection).applied()).hasSize(1);
    }

    @Test
    void aScriptWithACommitInIt() throws SQLException {
        scripts.add("V2__two.sql", "COMMIT;");

        assertThat(CallerRun.of(folder).failsOver(connection, Outcome.CONFIGURATION)).hasMessageContaining("V2__two.sql line 1");
        nothingWasDone();
    }

    @ParameterizedTest
    @CsvSource({"4, REPEATABLE READ", "8, SERIALIZABLE"})
    void aTransactionThatSeesAnOldSnapshot(int isolation, String name) throws SQLException {
        connection.setTransactionIsolation(isolation);

        assertThat(CallerRun.of(folder).failsOver(connection, Outcome.CONFIGURATION)).hasMessageContaining(name).hasMessageContaining("READ COMMITTED");
        nothingWasDone();
    }

    @Test
    void aTransactionThatHasFailedAlready() {
        Assertions.catchThrowable(() -> Query.execute(connection, "SELECT 1 / 0"));

        assertThat(CallerRun.of(folder).failsOver(connection, Outcome.CONFIGURATION))
                .hasMessage("The caller's transaction has failed before the run began.");
    }

    @Test
    void aConnectionThatIsClosed() throws SQLException {
        connection.close();

        assertThat(CallerRun.of(folder).failsOver(connection, Outcome.UNREACHABLE)).hasMessageContaining("The caller's connection");
    }

    @Test
    void aConnectionThatTheServerHasEnded() throws SQLException {
        String pid = Query.rows(connection, "SELECT pg_backend_pid()").get(0);
        Query.executeAsSuperuser(database, "SELECT pg_terminate_backend(" + pid + ", 10000)");

        assertThat(CallerRun.of(folder).failsOver(connection, Outcome.UNREACHABLE)).hasMessageContaining("The caller's connection");
    }

    @Test
    void aSchemaThatIsNotThere() throws SQLException {
        CallerRun.of(folder).with("MIGRATOR_SCHEMA", "shop").failsOver(connection, Outcome.DENIED);

        nothingWasDone();
    }

    @Test
    void aReadOnlyTransaction() throws SQLException {
        Query.execute(connection, "SET TRANSACTION READ ONLY");

        assertThat(CallerRun.of(folder).failsOver(connection, Outcome.DENIED)).hasMessageContaining("read-only transaction");
        nothingWasDone();
    }

    /** The transaction goes on, and after its end there is nothing, no lock either. */
    private void nothingWasDone() throws SQLException {
        assertThat(Query.rows(connection, "SELECT current_setting('lock_timeout')")).containsExactly("0");
        connection.commit();
        assertThat(Query.rows(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).isEqualTo(List.of());
        assertThat(MigratorsLock.isHeld(database)).isFalse();
    }
}
