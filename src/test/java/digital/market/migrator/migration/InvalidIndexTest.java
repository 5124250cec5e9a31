package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.RepairReport;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
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

/** Which INVALID indexes are dropped, and what is said about the others. */
class InvalidIndexTest {

    private static final String INVALID = "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid ORDER BY indexrelid::regclass::text";

    @TempDir
    Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void writeScripts() {
        scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id int, n int); INSERT INTO one VALUES (7, 1), (7, 1);");
    }

    @ParameterizedTest
    @EnumSource
    void oneThatNoScriptBeganStays(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = migrated(database);
            leaveInvalid(database, "CREATE UNIQUE INDEX CONCURRENTLY by_hand ON one (id)");

            RepairReport report = repairYes(run).succeeds();

            assertThat(report.lines()).containsExactly("! The index \"by_hand\" on \"one\" (0 bytes) is INVALID, and no script that stopped half-way "
                    + "began to build it. Build it anew with REINDEX INDEX CONCURRENTLY \"public\".\"by_hand\", or drop it with "
                    + "DROP INDEX CONCURRENTLY \"public\".\"by_hand\".");
            assertThat(report.summary()).isEqualTo("Nothing to mend: the history of schema public is in order; what is marked with ! is left to you.");
            assertThat(Query.rows(database, INVALID)).containsExactly("by_hand");
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatAScriptBeganWhichIsAppliedByNowStays(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            scripts.add("V2__index.sql", "CREATE INDEX CONCURRENTLY i ON one (id);");
            MigratorRun run = migrated(database);
            leaveInvalid(database, "DROP INDEX i", "CREATE UNIQUE INDEX CONCURRENTLY i ON one (id)");

            repairYes(run).succeeds();

            assertThat(Query.rows(database, INVALID)).containsExactly("i");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCopyThatAFailedReindexLeavesIsDroppedAndTheIndexStays(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            scripts.add("V2__index.sql", "CREATE TABLE two (id int); CREATE INDEX two_id ON two (id);")
                    .addOutsideTransaction("V3__reindex.sql", "SET statement_timeout = '50ms';\nREINDEX INDEX CONCURRENTLY two_id;");
            MigratorRun run = MigratorRun.on(database, folder);
            run.with("MIGRATOR_TO", "2").succeeds();
            try (Connection reader = database.connect()) {
                reader.setAutoCommit(false);
                Query.execute(reader, "LOCK TABLE two IN ROW EXCLUSIVE MODE");
                run.failsWith(Outcome.HALF_WAY);
            }
            assertThat(Query.rows(database, INVALID)).containsExactly("two_id_ccnew");

            assertThat(repairYes(run).succeeds().mends()).hasSize(2);

            assertThat(Query.rows(database, INVALID)).isEmpty();
            assertThat(Query.rows(database, "SELECT to_regclass('two_id')")).containsExactly("two_id");
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatTheScriptItselfDropsIsLeftForIt(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            scripts.addOutsideTransaction("V2__again.sql",
                    "DROP INDEX CONCURRENTLY i;\nCREATE UNIQUE INDEX CONCURRENTLY i ON one (id);");
            MigratorRun run = MigratorRun.on(database, folder);
            run.with("MIGRATOR_TO", "1").succeeds();
            Query.execute(database, "CREATE INDEX i ON one (id)");
            run.failsWith(Outcome.HALF_WAY);

            RepairReport report = repairYes(run).succeeds();

            assertThat(report.byHand()).singleElement().asString().contains("V2__again.sql itself drops it or builds it anew");
            assertThat(Query.rows(database, INVALID)).containsExactly("i");
            Query.execute(database, "DELETE FROM one");
            assertThat(run.applies()).containsExactly("V2__again.sql");
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatIsBeingBuiltRightNowStays(Postgres postgres) throws Exception {
        try (TestDatabase database = postgres.newDatabase(); Connection writer = database.connect(); Connection builder = database.connect()) {
            MigratorRun run = MigratorRun.on(database, folder);
            scripts.add("V2__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON one (id);");
            run.failsWith(Outcome.HALF_WAY);
            Query.execute(database, "DROP INDEX i; DELETE FROM one");
            writer.setAutoCommit(false);
            Query.execute(writer, "INSERT INTO one VALUES (1, 1)");
            CompletableFuture<Void> building = CompletableFuture.runAsync(() -> execute(builder, "CREATE UNIQUE INDEX CONCURRENTLY i ON one (id)"));
            Eventually.holds("somebody builds the index again", () -> Query.rows(database, INVALID).equals(List.of("i")));

            List<String> history = Query.history(database);
            RepairReport report = (RepairReport) repairYes(run).failsWith(Outcome.DIVERGED).report().orElseThrow();

            assertThat(report.lines()).singleElement().asString().startsWith("! V2__index.sql stopped half-way, and what it began may not be over. "
                    + "The index \"i\" on \"one\"").contains("is at work on it, or on its table");
            assertThat(Query.history(database)).isEqualTo(history);
            writer.rollback();
            building.join();
            assertThat(Query.rows(database, INVALID)).isEmpty();
            assertThat(Query.rows(database, "SELECT to_regclass('i')")).containsExactly("i");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileItsTableIsInUseItIsTriedAgain(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection bot = database.connect()) {
            MigratorRun run = broken(database);
            bot.setAutoCommit(false);
            Query.rows(bot, "SELECT * FROM one");

            MigrationException e = repairYes(run).with("MIGRATOR_LOCK_TIMEOUT", "50ms").with("MIGRATOR_LOCK_RETRIES", "1").failsWith(Outcome.LOCKED);
            assertThat(((RepairReport) e.report().orElseThrow()).done()).isFalse();
            assertThat(Query.rows(database, INVALID)).containsExactly("i");
            assertThat(Query.history(database)).hasSize(2);

            bot.rollback();
            assertThat(repairYes(run).succeeds().mends()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneOnAnothersTableIsNotOursToDropAndNothingIsMended(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = broken(database);
            Query.executeAsSuperuser(database, "ALTER TABLE one OWNER TO postgres");
            List<String> history = Query.history(database);

            MigrationException e = repairYes(run).failsWith(Outcome.DENIED);

            assertThat(e).hasMessageStartingWith("The index \"i\" on \"one\" (0 bytes) cannot be dropped: ");
            assertThat(e.failure().advice()).get().asString().contains("DROP INDEX \"public\".\"i\"");
            assertThat(Query.history(database)).isEqualTo(history);
        }
    }

    @Test
    void onAPartitionedTablePartsMayBeMissing() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            scripts.add("V2__parts.sql", "CREATE TABLE parted (id int) PARTITION BY RANGE (id); "
                    + "CREATE TABLE part PARTITION OF parted FOR VALUES FROM (1) TO (10); CREATE INDEX i ON ONLY parted (id);");
            MigratorRun run = migrated(database);

            assertThat(repairYes(run).succeeds().byHand()).singleElement().asString().contains("not every partition has its part of it");
        }
    }

    private MigratorRun migrated(TestDatabase database) {
        MigratorRun run = MigratorRun.on(database, folder);
        run.succeeds();
        return run;
    }

    private MigratorRun broken(TestDatabase database) {
        scripts.add("V2__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON one (id);");
        MigratorRun run = MigratorRun.on(database, folder);
        run.failsWith(Outcome.HALF_WAY);
        return run;
    }

    private static CommandRun<RepairReport> repairYes(MigratorRun run) {
        return CommandRun.like(run, MigrationEnvironment::repair).with("MIGRATOR_YES", "true");
    }

    /** Executes these statements, the last of which fails and leaves an index behind. */
    private static void leaveInvalid(TestDatabase database, String... statements) throws SQLException {
        try (Connection connection = database.connect()) {
            for (int i = 0; i < statements.length - 1; i++) {
                Query.execute(connection, statements[i]);
            }
            assertThatThrownBy(() -> Query.execute(connection, statements[statements.length - 1])).isInstanceOf(SQLException.class);
        }
    }

    private static void execute(Connection connection, String sql) {
        try {
            Query.execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
