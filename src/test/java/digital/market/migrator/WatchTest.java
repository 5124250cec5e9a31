package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.LogLines;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is in the way of a statement is told while it waits, and when it has failed. */
class WatchTest {

    @TempDir
    Path folder;

    private ScriptFolder scripts;
    private LogLines log;

    @BeforeEach
    void writeScripts() {
        scripts = new ScriptFolder(folder)
                .add("V1__purchases.sql", "CREATE TABLE purchases (id int, price int);")
                .add("V2__name.sql", "ALTER TABLE purchases ADD COLUMN name text;").add("U2__name.sql", "ALTER TABLE purchases DROP COLUMN name;");
        log = LogLines.capture();
    }

    @AfterEach
    void letTheLogGo() {
        log.close();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("faults")
    void everybodyWhoIsInTheWayIsNamedWhileTheMigrationWaits(Postgres postgres) throws Exception {
        try (TestDatabase database = postgres.newDatabase(); Connection one = bot(database, "market-bot"); Connection two = bot(database, "reports")) {
            atVersion1(database);
            reads(one);
            reads(two);

            CompletableFuture<MigrationReport> run = run(database).with("MIGRATOR_LOCK_TIMEOUT", "none").start();
            log.await("V2 waits for a lock on purchases held by pid (" + pid(one) + " \\(market-bot|" + pid(two) + " \\(reports), idle in transaction.*"
                    + ", and by pid (" + pid(one) + " \\(market-bot|" + pid(two) + " \\(reports), idle in transaction.*\\)\\.");
            one.rollback();
            log.await("V2 waits for a lock on purchases held by pid " + pid(two) + " \\(reports, idle in transaction(?!.*, and by).*\\)\\.");
            two.rollback();

            assertThat(MigratorRun.scripts(run.get())).containsExactly("V2__name.sql");
            Migrators.areGone(database);
        }
    }

    @Test
    void whoIsInTheWayToTheEndIsNamedInEachTryAndInTheFailure() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection bot = bot(database, "market-bot")) {
            atVersion1(database);
            reads(bot);

            Failure failure = run(database).with("MIGRATOR_LOCK_TIMEOUT", "5s").with("MIGRATOR_LOCK_RETRIES", "1").failsWith(Outcome.LOCKED);

            String blocker = "a lock on purchases held by pid " + pid(bot) + " (market-bot, idle in transaction";
            assertThat(failure.message()).startsWith("V2__name.sql failed in line 1 and was rolled back: canceling statement due to lock timeout. "
                    + "It waited for " + blocker);
            assertThat(failure.advice()).get().asString().contains("pg_terminate_backend(pid)");
            assertThat(log.all()).anySatisfy(line -> assertThat(line).startsWith("V2__name.sql could not have " + blocker).contains("trying again"));
        }
    }

    @Test
    @Tag("faults")
    void aScriptsOwnTimeoutIsLongEnoughToSeeWhoIsInTheWay() throws Exception {
        scripts.add("V2__name.sql", "-- migrator: lock_timeout=5s\nALTER TABLE purchases ADD COLUMN name text;");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection bot = bot(database, "market-bot")) {
            atVersion1(database);
            reads(bot);

            Failure failure = run(database).with("MIGRATOR_LOCK_TIMEOUT", "1ms").with("MIGRATOR_LOCK_RETRIES", "0").failsWith(Outcome.LOCKED);

            assertThat(failure.message()).contains("It waited for a lock on purchases held by pid " + pid(bot));
        }
    }

    @Test
    void anUndoNamesWhoIsInTheWay() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection bot = bot(database, "market-bot")) {
            run(database).succeeds();
            reads(bot);

            Failure failure = CommandRun.like(run(database), MigrationEnvironment::undo).with("MIGRATOR_TO", "1").with("MIGRATOR_LOCK_TIMEOUT", "5s")
                    .with("MIGRATOR_LOCK_RETRIES", "0").failsWith(Outcome.LOCKED).failure();

            assertThat(failure.message()).startsWith("U2__name.sql failed").contains("It waited for a lock on purchases held by pid " + pid(bot));
            String waits = "U2 waits for a lock on purchases held by pid " + pid(bot);
            assertThat(log.all()).anyMatch(line -> line.startsWith(waits));
        }
    }

    @Test
    void aPreparedTransactionIsNamedAsSuch() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection bot = bot(database, "market-bot")) {
            atVersion1(database);
            reads(bot);
            String name = "of " + database.name();
            Query.execute(bot, "PREPARE TRANSACTION '" + name + "'");
            bot.setAutoCommit(true);
            CompletableFuture<MigrationReport> run = run(database).with("MIGRATOR_LOCK_TIMEOUT", "none").start();

            log.await("V2 waits for a lock on purchases held by the prepared transaction '" + name + "', which COMMIT PREPARED or ROLLBACK PREPARED ends\\.");
            Query.execute(bot, "ROLLBACK PREPARED '" + name + "'");

            assertThat(run.get().applied()).hasSize(1);
        }
    }

    @Test
    @Tag("faults")
    void aScriptOutsideATransactionNamesWhoseEndItWaitsFor() throws Exception {
        scripts.add("V2__name.sql", "CREATE INDEX CONCURRENTLY by_price ON purchases (price);");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection bot = bot(database, "market-bot")) {
            atVersion1(database);
            bot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            reads(bot);

            CompletableFuture<MigrationReport> run = run(database).start();
            log.await("V2 waits for the end of a transaction, held open by pid " + pid(bot) + " \\(market-bot, idle in transaction.*");
            bot.rollback();

            assertThat(run.get().applied()).hasSize(1);
        }
    }

    private MigratorRun run(TestDatabase database) {
        return MigratorRun.on(database, folder);
    }

    private void atVersion1(TestDatabase database) {
        run(database).with("MIGRATOR_TO", "1").succeeds();
    }

    private static Connection bot(TestDatabase database, String application) throws SQLException {
        Connection bot = database.connect();
        Query.execute(bot, "SET application_name = '" + application + "'");
        return bot;
    }

    private static void reads(Connection bot) throws SQLException {
        bot.setAutoCommit(false);
        Query.rows(bot, "SELECT count(*) FROM purchases");
    }

    private static String pid(Connection bot) throws SQLException {
        return Integer.toString(bot.unwrap(org.postgresql.PGConnection.class).getBackendPID());
    }
}
