package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Scripts that cannot run in a transaction. */
class OutsideTransactionTest {

    private static final String INDEXES = "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid ORDER BY 1";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aConfFileLetsThemRun(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            tables().addOutsideTransaction("V2__reindex.sql", "REINDEX TABLE CONCURRENTLY t;")
                    .addOutsideTransaction("V3__detach.sql", "ALTER TABLE parted DETACH PARTITION part CONCURRENTLY;")
                    .addOutsideTransaction("V4__several.sql", "CREATE INDEX CONCURRENTLY i ON t (id);\nINSERT INTO t VALUES (2);\nVACUUM t;");

            assertThat(MigratorRun.on(database, folder).applies()).hasSize(4);
            assertThat(Query.rows(database, "SELECT relispartition FROM pg_class WHERE relname = 'part'")).containsExactly("f");
            assertThat(Query.rows(database, INDEXES)).containsExactly("i");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFlywayKnowsNeedsNoConfFile(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            tables().add("V2__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON t (id);").add("V3__drop.sql", "DROP INDEX CONCURRENTLY i;")
                    .add("V4__vacuum.sql", "VACUUM t;").add("V5__table.sql", "CREATE TABLE last (id int);");

            assertThat(MigratorRun.on(database, folder).applies()).hasSize(5);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REINDEX TABLE CONCURRENTLY t                      | REINDEX … CONCURRENTLY
            ALTER TABLE parted DETACH PARTITION part CONCURRENTLY | ALTER TABLE … DETACH PARTITION … CONCURRENTLY
            CLUSTER                                           | CLUSTER without a table
            """)
    void withoutTheFileNothingIsApplied(String statement, String name) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            tables().add("V2__x.sql", "SELECT 1;\n" + statement + ";");

            Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.CONFIGURATION);

            assertThat(failure.message()).isEqualTo("V2__x.sql line 2: PostgreSQL refuses " + name + " in a transaction. "
                    + "Let the script run without one: write V2__x.sql.conf with the line executeInTransaction=false.");
            assertThat(Query.hasTable(database, "t")).isFalse();
        }
    }

    @Test
    void aScriptThatStoppedHalfWaySaysHowRepairIsRunHere() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            tables().addOutsideTransaction("V2__x.sql", "CREATE TABLE u (id int);\nSELECT 1/0;");
            MigratorRun run = MigratorRun.on(database, folder).with("MIGRATOR_REPAIR_LINE", "kubectl run repair --image=\"$(here)\"");

            assertThat(run.failsWith(Outcome.HALF_WAY).advice().orElseThrow()).endsWith(". To repair: kubectl run repair --image=\"$(here)\"");
            assertThat(run.failsWith(Outcome.DIVERGED).advice()).as("the next run").contains("To repair: kubectl run repair --image=\"$(here)\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"COMMIT", "BEGIN", "END", "ROLLBACK", "START TRANSACTION", "PREPARE TRANSACTION 'x'"})
    void aTransactionalScriptThatControlsItsTransactionIsRefusedBeforeAnythingRuns(String statement) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            tables().add("V2__x.sql", "INSERT INTO t VALUES (1);\n\n" + statement + ";\n");

            assertThat(MigratorRun.on(database, folder).failsWith(Outcome.CONFIGURATION).message()).startsWith("V2__x.sql line 3: ");
            assertThat(Query.hasTable(database, "t")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aScriptThatStopsHalfWaySaysSoInTheHistory(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            tables().addOutsideTransaction("V2__half.sql", "INSERT INTO t VALUES (1);\nSELECT 1 / 0;\n");

            Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.HALF_WAY);

            assertThat(failure.message()).isEqualTo("V2__half.sql failed in line 2 and may have stopped half-way: division by zero.");
            assertThat(failed(database)).containsExactly("V2__half.sql");
            assertThat(Query.rows(database, "SELECT count(*) FROM t")).containsExactly("1");
            assertThat(MigratorRun.on(database, folder).failsWith(Outcome.DIVERGED).advice().orElse("") + failure.advice()).contains("repair");
        }
    }

    /** Flyway writes that row in the session that the script left behind. */
    @ParameterizedTest
    @EnumSource
    void aScriptThatStopsInItsOwnTransactionSaysSoInTheHistory(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            tables().addOutsideTransaction("V2__half.sql", "BEGIN;\nINSERT INTO t VALUES (1);\nSELECT 1 / 0;\nCOMMIT;\n");

            Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.HALF_WAY);

            assertThat(failure.line()).contains(3);
            assertThat(failed(database)).containsExactly("V2__half.sql");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aScriptThatStopsUnderAnotherRoleSaysSoInTheHistory(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            String other = database.role() + "_other";
            Query.executeAsSuperuser(database, "CREATE ROLE " + other + "; GRANT " + other + " TO " + database.role());
            tables().addOutsideTransaction("V2__half.sql", "SET ROLE " + other + ";\nSELECT 1 / 0;\n");

            Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.HALF_WAY);

            assertThat(failure.line()).contains(2);
            assertThat(failed(database)).containsExactly("V2__half.sql");
            Query.executeAsSuperuser(database, "DROP ROLE " + other);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionOfItsOwnThatEndsIsKept(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            tables().addOutsideTransaction("V2__own.sql", "BEGIN;\nINSERT INTO t VALUES (1);\nCOMMIT;\nVACUUM t;\n");

            assertThat(MigratorRun.on(database, folder).applies()).hasSize(2);
            assertThat(Query.rows(database, "SELECT id FROM t")).containsExactly("1");
            assertThat(Query.history(database)).hasSize(2);
        }
    }

    private ScriptFolder tables() {
        return new ScriptFolder(folder).add("V1__tables.sql", """
                CREATE TABLE t (id int);
                CREATE TABLE parted (id int) PARTITION BY RANGE (id);
                CREATE TABLE part PARTITION OF parted FOR VALUES FROM (1) TO (10);
                """);
    }

    private static List<String> failed(TestDatabase database) throws SQLException {
        return Query.rows(database, "SELECT script FROM flyway_schema_history WHERE NOT success");
    }
}
