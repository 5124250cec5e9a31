package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An adoption over a caller's connection, inside and outside a transaction of his. */
class CallerAdoptionTest {

    private static final String REVISION = AlembicScripts.REVISIONS.get(2);

    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void makeADatabase() throws SQLException {
        database = Postgres.V18.newDatabase();
        connection = database.connect();
        AlembicScripts.ORIGINAL.upgradeWithRows(connection, REVISION, 20);
        Query.execute(connection, "CREATE SCHEMA callers; SET search_path = callers; SET lock_timeout = '7s'");
    }

    @AfterEach
    void dropIt() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void theCallersCommitKeepsAllOfIt() throws SQLException {
        connection.setAutoCommit(false);
        Query.execute(connection, "CREATE TABLE work AS SELECT 1 AS id");

        MigrationReport report = run().over(connection);
        connection.commit();

        assertThat(report.adopted().orElseThrow().revision()).contains(REVISION);
        assertThat(report.applied()).hasSize(2);
        isAdopted();
        assertThat(Query.rows(connection, "TABLE work")).containsExactly("1");
    }

    @Test
    void theCallersRollbackTakesAllOfItBack() throws SQLException {
        Snapshot before = Snapshot.of(database);
        connection.setAutoCommit(false);

        run().over(connection);
        connection.rollback();

        assertThat(Snapshot.of(database)).isEqualTo(before);
        assertThat(alembicVersion()).containsExactly(REVISION);
    }

    @Test
    void afterARefusalTheCallersTransactionGoesOnWithoutIt() throws SQLException {
        Query.execute(connection, "CREATE TABLE public.coupons ()");
        Snapshot before = Snapshot.of(database);
        connection.setAutoCommit(false);
        Query.execute(connection, "CREATE TABLE work AS SELECT 1 AS id");

        MigrationReport report = (MigrationReport) run().failsOver(connection, Outcome.DIVERGED).report().orElseThrow();
        connection.commit();

        assertThat(report.adopted()).isEmpty();
        assertThat(report.applied()).isEmpty();
        assertThat(report.drift().orElseThrow()).hasSize(1);
        assertThat(Snapshot.of(database)).isEqualTo(before);
        assertThat(Query.rows(connection, "TABLE work")).containsExactly("1");
    }

    @Test
    void inAutoCommitTheConnectionIsAfterwardsAsItWas() throws SQLException {
        run().over(connection);

        isAdopted();
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(Query.rows(connection, "SELECT current_setting('search_path'), current_setting('lock_timeout')")).containsExactly("callers|7s");
        assertThat(MigratorsLock.isHeld(database)).isFalse();
    }

    @Test
    void inAutoCommitARefusalLeavesTheConnectionAsItWas() throws SQLException {
        Query.execute(connection, "CREATE TABLE public.coupons ()");
        Snapshot before = Snapshot.of(database);

        run().failsOver(connection, Outcome.DIVERGED);

        assertThat(Snapshot.of(database)).isEqualTo(before);
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(Query.rows(connection, "SELECT current_setting('search_path'), current_setting('lock_timeout')")).containsExactly("callers|7s");
        assertThat(MigratorsLock.isHeld(database)).isFalse();
    }

    private void isAdopted() throws SQLException {
        assertThat(Query.history(database)).hasSize(4);
        assertThat(alembicVersion()).containsExactly(AlembicScripts.HEAD);
    }

    private List<String> alembicVersion() throws SQLException {
        return Query.rows(database, "TABLE public.alembic_version");
    }

    private static CallerRun run() {
        return new CallerRun(Map.of());
    }
}
