package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An adoption needs tables for itself that the bot, and its Alembic, are at work on. */
class AdoptionLockTest {

    private TestDatabase database;
    private Connection bot;

    @BeforeEach
    void makeADatabase() throws SQLException {
        database = Postgres.V18.newDatabase();
        bot = database.connect();
        AlembicScripts.ORIGINAL.upgradeWithRows(bot, AlembicScripts.REVISIONS.get(3), 20);
        bot.setAutoCommit(false);
    }

    @AfterEach
    void dropIt() throws SQLException {
        bot.close();
        database.close();
    }

    @Test
    void whoHoldsAlembicsTableIsNamed() throws SQLException {
        reads("alembic_version");
        Snapshot before = Snapshot.of(database);

        Failure failure = impatient(1).failsWith(Outcome.LOCKED);

        assertThat(failure.message()).startsWith("The lock of \"public\".\"alembic_version\" was not to be had in time: it is held by pid " + pid() + " (")
                .contains("idle in transaction").endsWith(" Tried 2 times. Nothing was changed.");
        assertThat(failure.advice()).get().asString().contains("MIGRATOR_LOCK_TIMEOUT");
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void whoHoldsATableThatIsToBeAlignedIsNamed() throws SQLException {
        reads("users");
        Snapshot before = Snapshot.of(database);

        Failure failure = impatient(0).failsWith(Outcome.LOCKED);

        assertThat(failure.message()).startsWith("The lock of \"public\".\"users\" was not to be had in time: it is held by pid " + pid() + " (")
                .endsWith(" Tried once. Nothing was changed.");
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void aMigrationThatCannotHaveItsLockTakesTheAdoptionBack() throws SQLException {
        reads("purchases");
        Snapshot before = Snapshot.of(database);

        MigrationReport report = impatient(2).reportsFailure(Outcome.LOCKED);

        assertThat(report.failure().orElseThrow().message()).startsWith("V4__payment_type.sql failed in line 6 and was rolled back: ");
        assertThat(report.adopted()).isEmpty();
        assertThat(report.applied()).isEmpty();
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void tablesThatBecomeFreeAreAdoptedInTheEnd() throws SQLException {
        for (String table : List.of("alembic_version", "purchases", "users")) {
            try (TestDatabase other = Postgres.V18.newDatabase(); Connection holder = other.connect()) {
                AlembicScripts.ORIGINAL.upgrade(holder, AlembicScripts.REVISIONS.get(3));
                holder.setAutoCommit(false);
                Query.rows(holder, "SELECT count(*) FROM " + table);
                ServerLog.Mark mark = other.mark();

                CompletableFuture<MigrationReport> run = MigratorRun.on(other).with("MIGRATOR_LOCK_TIMEOUT", "100ms")
                        .with("MIGRATOR_LOCK_RETRIES", "1000").start();
                Eventually.holds("the adoption is tried a second time", () -> tries(other, mark) >= 2);
                holder.rollback();

                assertThat(run.join().adopted().orElseThrow().scripts()).as(table).hasSize(3);
                assertThat(MigratorRun.scripts(run.join())).containsExactly("V4__payment_type.sql");
            }
        }
    }

    @Test
    void anAdoptionThatWaitsCanBeCancelled() throws SQLException {
        reads("purchases");
        Snapshot before = Snapshot.of(database);
        CompletableFuture<MigrationReport> run = MigratorRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "1h").start();
        Eventually.holds("V4 waits", () -> Query.rows(database, "SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock'").stream()
                .anyMatch(sql -> sql.contains("payment_type")));

        run.cancel(true);

        assertThatThrownBy(() -> MigrationEnvironment.resultOf(run)).isInstanceOfSatisfying(MigrationException.class,
                cancelled -> assertThat(cancelled.outcome()).isEqualTo(Outcome.TERMINATED));
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void ofManyMigratorsOneAdopts() throws SQLException {
        bot.rollback();
        List<CompletableFuture<MigrationReport>> runs = Stream.generate(() -> MigratorRun.on(database).start()).limit(4).toList();

        assertThat(runs.stream().map(CompletableFuture::join).filter(report -> report.adopted().isPresent())).hasSize(1);
        assertThat(Query.history(database)).hasSize(4);
    }

    private MigratorRun impatient(int retries) {
        return MigratorRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "50ms").with("MIGRATOR_LOCK_RETRIES", String.valueOf(retries));
    }

    private void reads(String table) throws SQLException {
        Query.rows(bot, "SELECT count(*) FROM " + table);
    }

    private String pid() throws SQLException {
        return Query.rows(bot, "SELECT pg_backend_pid()").get(0);
    }

    private static long tries(TestDatabase database, ServerLog.Mark since) {
        return database.statements(since).stream().filter(statement -> statement.sql().startsWith("LOCK TABLE")).count();
    }
}
