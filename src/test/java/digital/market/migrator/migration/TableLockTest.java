package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bot reads a table that a migration has to lock. */
class TableLockTest {

    @ParameterizedTest
    @EnumSource
    void aTableThatBecomesFreeIsMigratedInTheEnd(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection bot = database.asSuperuser()) {
            atVersion1WithOpenReader(database, bot);
            ServerLog.Mark mark = database.mark();

            CompletableFuture<MigrationReport> run = MigratorRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "100ms").start();
            Eventually.holds("the migration is tried a second time", () -> tries(database, mark) >= 2);
            bot.rollback();

            assertThat(MigratorRun.scripts(run.join())).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsNeverFreeEndsTheRunAfterTheRetries(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection bot = database.asSuperuser()) {
            atVersion1WithOpenReader(database, bot);
            ServerLog.Mark mark = database.mark();

            Failure failure = MigratorRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "100ms").with("MIGRATOR_LOCK_RETRIES", "2")
                    .failsWith(Outcome.LOCKED);

            assertThat(failure.message()).isEqualTo("V2__hidden_content.sql failed in line 6 and was rolled back: "
                    + "canceling statement due to lock timeout.");
            assertThat(failure.advice()).get().asString().contains("MIGRATOR_LOCK_TIMEOUT");
            assertThat(tries(database, mark)).isEqualTo(3);
            assertThat(Query.history(database)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutRetriesItIsTriedOnce(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection bot = database.asSuperuser()) {
            atVersion1WithOpenReader(database, bot);
            ServerLog.Mark mark = database.mark();

            MigratorRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "100ms").with("MIGRATOR_LOCK_RETRIES", "0").failsWith(Outcome.LOCKED);

            assertThat(tries(database, mark)).isEqualTo(1);
        }
    }

    private static void atVersion1WithOpenReader(TestDatabase database, Connection bot) throws SQLException {
        MigratorRun.on(database).with("MIGRATOR_TO", "1").succeeds();
        bot.setAutoCommit(false);
        Query.rows(bot, "SELECT count(*) FROM products");
    }

    private static long tries(TestDatabase database, ServerLog.Mark since) {
        return database.statements(since).stream().filter(statement -> statement.sql().contains("ALTER TABLE products")).count();
    }
}
