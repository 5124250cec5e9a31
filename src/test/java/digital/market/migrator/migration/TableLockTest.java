package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bot reads a table that a migration has to lock. */
class TableLockTest {

    @TempDir
    Path folder;

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

            assertThat(failure.message()).startsWith("V2__hidden_content.sql failed in line 6 and was rolled back: "
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

    @ParameterizedTest
    @EnumSource
    void eachMigrationIsTriedAgainAsOften(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection one = database.connect(); Connection two = database.connect()) {
            new ScriptFolder(folder).add("V1__tables.sql", "CREATE TABLE one (id int); CREATE TABLE two (id int);")
                    .add("V2__one.sql", "ALTER TABLE one ADD COLUMN a int;").add("V3__two.sql", "ALTER TABLE two ADD COLUMN a int;");
            MigratorRun run = MigratorRun.on(database, folder).with("MIGRATOR_LOCK_TIMEOUT", "1s").with("MIGRATOR_LOCK_RETRIES", "2");
            run.with("MIGRATOR_TO", "1").succeeds();
            one.setAutoCommit(false);
            two.setAutoCommit(false);
            Query.rows(one, "SELECT * FROM one");
            Query.rows(two, "SELECT * FROM two");
            ServerLog.Mark mark = database.mark();

            CompletableFuture<MigrationReport> migration = run.start();
            Eventually.holds("V2 is tried a second time", () -> tries(database, mark, "ALTER TABLE one") >= 2);
            one.rollback();

            assertThat(migration).failsWithin(Duration.ofMinutes(1)).withThrowableThat().withMessageContaining("V3__two.sql failed");
            assertThat(tries(database, mark, "ALTER TABLE two")).isEqualTo(3);
        }
    }

    private static void atVersion1WithOpenReader(TestDatabase database, Connection bot) throws SQLException {
        MigratorRun.on(database).with("MIGRATOR_TO", "1").succeeds();
        bot.setAutoCommit(false);
        Query.rows(bot, "SELECT count(*) FROM products");
    }

    private static long tries(TestDatabase database, ServerLog.Mark since) {
        return tries(database, since, "ALTER TABLE products");
    }

    private static long tries(TestDatabase database, ServerLog.Mark since, String statement) {
        return database.statements(since).stream().filter(one -> one.sql().contains(statement)).count();
    }
}
