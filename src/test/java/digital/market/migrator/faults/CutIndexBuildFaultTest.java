package digital.market.migrator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.testing.CutPoint;
import digital.market.migrator.testing.CutPoint.Side;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.FramedRelay;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that ends while an index is built leaves an INVALID one and no row that says so. */
@Tag("faults")
class CutIndexBuildFaultTest {

    private static final CutPoint NEVER = new CutPoint(Side.CLIENT, Integer.MAX_VALUE, true);
    private static final String WAITS = """
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE '%CONCURRENTLY%' AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"CREATE INDEX CONCURRENTLY goods_name ON goods (name)", "CREATE INDEX CONCURRENTLY IF NOT EXISTS goods_name ON goods (name)",
            "DROP INDEX CONCURRENTLY IF EXISTS goods_name;\nCREATE INDEX CONCURRENTLY goods_name ON goods (name)"})
    void theNextRunsAndRepairComeToHead(String script) throws SQLException, IOException {
        new ScriptFolder(folder).add("V1__goods.sql", "CREATE TABLE goods (name text);\nINSERT INTO goods VALUES ('one');\n")
                .addOutsideTransaction("V2__names.sql", script + ";\n").add("V3__last.sql", "CREATE TABLE last ();\n");
        Recovery recovery = Recovery.ofOutside(folder);
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection reader = database.asSuperuser()) {
            database.clear();
            recovery.run(database).with("MIGRATOR_TO", "1").succeeds();
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Query.rows(reader, "SELECT name FROM goods");

            cutWhileItIsBuilt(recovery, database);

            assertThat(Query.rows(database, "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid")).containsExactly("goods_name");
            reader.rollback();
            String way = recovery.recover(database);
            System.out.printf("faults: connection cut while an index is built (%s): at head by %s%n", script.replace("\n", " "), way);
        }
    }

    /** A build waits for the snapshot of whoever reads meanwhile; its server finds the connection gone. */
    private static void cutWhileItIsBuilt(Recovery recovery, TestDatabase database) throws SQLException, IOException {
        try (FramedRelay relay = FramedRelay.cutting(database, NEVER); Connection watcher = database.asSuperuser()) {
            CompletableFuture<MigrationReport> run = new MigratorRun(relay.through(recovery.run(database).variables())).start();
            Eventually.holds("the build waits for the reader", () -> !Query.rows(watcher, WAITS).isEmpty());
            relay.close();
            assertThat(run).failsWithin(Duration.ofMinutes(1));
        }
        database.awaitEndOfSessions();
    }
}
