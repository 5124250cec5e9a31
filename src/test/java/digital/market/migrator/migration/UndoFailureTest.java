package digital.market.migrator.migration;

import static digital.market.migrator.migration.UndoTest.undo;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport.Applied;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.UndoReport;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An undo script that fails is told of as a migration is, and what was taken back before it stays so. */
class UndoFailureTest {

    @TempDir
    Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void writeScripts() {
        scripts = new ScriptFolder(folder)
                .add("V1__one.sql", "CREATE TABLE one (id int);").add("U1__one.sql", "DROP TABLE one;")
                .add("V2__two.sql", "CREATE TABLE two (id int);").add("U2__two.sql", "DROP TABLE two;")
                .add("V3__three.sql", "CREATE TABLE three (id int);").add("U3__three.sql", "DROP TABLE three;");
    }

    @ParameterizedTest
    @EnumSource
    void itIsRolledBackAndNamesScriptLineStatementAndWhatPostgresSaid(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            scripts.add("U2__two.sql", "DROP TABLE two;\n\nDROP TABLE\n  nowhere;\n");
            MigratorRun run = migrated(database);

            MigrationException e = undo(run, "0").failsWith(Outcome.ROLLED_BACK);

            Failure failure = e.failure();
            assertThat(failure.message()).isEqualTo("U2__two.sql failed in line 3 and was rolled back: table \"nowhere\" does not exist.");
            assertThat(failure.script()).contains("U2__two.sql");
            assertThat(failure.line()).contains(3);
            assertThat(failure.statement()).get().extracting(Failure.Excerpt::text).isEqualTo("DROP TABLE\n  nowhere");
            assertThat(failure.server()).get().extracting(Failure.ServerError::sqlState).isEqualTo("42P01");
            assertThat(failure.advice()).get().asString().startsWith("Nothing of it remains. Correct U2__two.sql");
            UndoReport report = (UndoReport) e.report().orElseThrow();
            assertThat(report.undone()).extracting(Applied::script).containsExactly("U3__three.sql");
            assertThat(report.to()).contains("2");
            assertThat(Query.rows(database, "SELECT version FROM flyway_schema_history")).containsExactly("1", "2");
            assertThat(Query.hasTable(database, "two")).isTrue();
        }
    }

    @Test
    void aSecretThatStandsForAPlaceholderIsNotShown() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            scripts.add("U3__three.sql", "INSERT INTO three VALUES ('${token}');");
            MigratorRun run = migrated(database).with("MIGRATOR_PLACEHOLDER_TOKEN", "tOpSeCrEt-4711-x");

            Failure failure = undo(run, "2").failsWith(Outcome.ROLLED_BACK).failure();

            assertThat(failure.statement()).get().extracting(Failure.Excerpt::text).isEqualTo("INSERT INTO three VALUES ('${token}')");
            assertThat(failure.toString()).doesNotContain("tOpSeCrEt-4711-x");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatRunsOutsideATransactionAndSucceedsIsTakenBack(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            scripts.add("V4__index.sql", "CREATE INDEX CONCURRENTLY i ON one (id);").add("U4__index.sql", "DROP INDEX CONCURRENTLY i;")
                    .add("V5__conf.sql", "SELECT 1;").addOutsideTransaction("U5__conf.sql", "BEGIN; DROP TABLE three; COMMIT;\nVACUUM two;");
            scripts.add("U3__three.sql", "SELECT 1;");
            MigratorRun run = migrated(database);

            assertThat(undo(run, "2").succeeds().undone()).hasSize(3);

            assertThat(Query.history(database)).hasSize(2);
            assertThat(Query.hasTable(database, "three")).isFalse();
            assertThat(run.applies()).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatStopsHalfWayOutsideATransactionSaysSoInTheHistory(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            scripts.addOutsideTransaction("U2__two.sql", "DROP TABLE two;\nBEGIN;\nDROP TABLE nowhere;\nCOMMIT;");
            MigratorRun run = migrated(database);

            MigrationException e = undo(run, "0").failsWith(Outcome.HALF_WAY);

            assertThat(e).hasMessage("U2__two.sql failed in line 3 and may have stopped half-way: table \"nowhere\" does not exist.");
            assertThat(e.failure().advice()).get().asString().contains("take the rest back by hand").contains("repair");
            assertThat(((UndoReport) e.report().orElseThrow()).to()).contains("1");
            assertThat(Query.rows(database, "SELECT version, success FROM flyway_schema_history")).containsExactly("1|t", "2|f");
            assertThat(undo(run, "0").failsWith(Outcome.DIVERGED)).hasMessageContaining("V2__two.sql stopped half-way").hasMessageContaining("repair");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatBecomesFreeIsTakenBackInTheEnd(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection bot = database.asSuperuser()) {
            MigratorRun run = migrated(database).with("MIGRATOR_LOCK_TIMEOUT", "100ms");
            bot.setAutoCommit(false);
            Query.rows(bot, "SELECT * FROM three");
            ServerLog.Mark mark = database.mark();

            CompletableFuture<UndoReport> undo = undo(run, "2").start();
            Eventually.holds("the script is tried a second time", () -> tries(database, mark) >= 2);
            bot.rollback();

            assertThat(undo.join().undone()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsNeverFreeEndsTheRunAfterTheRetries(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection bot = database.asSuperuser()) {
            MigratorRun run = migrated(database).with("MIGRATOR_LOCK_TIMEOUT", "100ms").with("MIGRATOR_LOCK_RETRIES", "1");
            bot.setAutoCommit(false);
            Query.rows(bot, "SELECT * FROM three");
            ServerLog.Mark mark = database.mark();

            Failure failure = undo(run, "2").failsWith(Outcome.LOCKED).failure();

            assertThat(failure.message()).startsWith("U3__three.sql failed in line 1 and was rolled back: canceling statement due to lock timeout.");
            assertThat(tries(database, mark)).isEqualTo(2);
            assertThat(Query.history(database)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUndoThatIsCancelledIsRolledBack(Postgres postgres) throws Exception {
        try (TestDatabase database = postgres.newDatabase()) {
            scripts.add("U2__two.sql", "DROP TABLE two; SELECT pg_sleep(600);");
            MigratorRun run = migrated(database);
            ServerLog.Mark mark = database.mark();

            CompletableFuture<UndoReport> undo = undo(run, "0").start();
            Eventually.holds("the script sleeps", () -> sends(database, mark, "pg_sleep") > 0);
            undo.cancel(true);

            assertThat(undo).isCancelled();
            assertThat(Query.rows(database, "SELECT version, success FROM flyway_schema_history")).containsExactly("1|t", "2|t");
            assertThat(Query.hasTable(database, "two")).isTrue();
        }
    }

    @Test
    void twoAtOnceDoNotTakeTheSameBackTwice() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun run = migrated(database);

            List<CompletableFuture<UndoReport>> both = List.of(undo(run, "0").start(), undo(run, "0").start());

            assertThat(both.stream().mapToInt(undo -> undo.join().undone().size()).sum()).isEqualTo(3);
            assertThat(Query.history(database)).isEmpty();
        }
    }

    private MigratorRun migrated(TestDatabase database) {
        MigratorRun run = MigratorRun.on(database, folder);
        run.with("MIGRATOR_PLACEHOLDER_TOKEN", "none").succeeds();
        return run;
    }

    private static long tries(TestDatabase database, ServerLog.Mark since) {
        return sends(database, since, "DROP TABLE three");
    }

    private static long sends(TestDatabase database, ServerLog.Mark since, String text) {
        return database.statements(since).stream().filter(statement -> statement.sql().contains(text)).count();
    }
}
