package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.LogLines;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts say, and the server remarks on them, stands in the log with script and line. */
class ScriptNoticesTest {

    @TempDir
    Path folder;

    private TestDatabase database;

    @BeforeEach
    void makeDatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void eachNoticeIsALineWithScriptAndLine() {
        String loop = "DO $$ BEGIN\n  RAISE NOTICE 'same';\nEND $$;\n";
        assertThat(linesOf("CREATE TABLE t (id int);\nCREATE TABLE IF NOT EXISTS t (id int);\n-- now\n" + loop + loop
                + "DO $$ BEGIN RAISE INFO 'an info' USING DETAIL = 'more', HINT = 'do it'; RAISE WARNING 'a warning'; END $$;"))
                .containsExactly("V1__a.sql line 2: relation \"t\" already exists, skipping", "V1__a.sql line 4: same",
                        "V1__a.sql line 7: same", "V1__a.sql line 10: an info (more) (do it)", "V1__a.sql line 10: a warning");
    }

    @Test
    void aFloodIsCounted() {
        List<String> lines = linesOf("DO $$ BEGIN FOR i IN 1..5000 LOOP RAISE NOTICE 'line %', i; END LOOP; END $$;");

        assertThat(lines).hasSize(101).startsWith("V1__a.sql line 1: line 1").endsWith("V1__a.sql: … and 4900 more.");
    }

    @Test
    void whatWasSaidBeforeAnErrorIsTold() {
        new ScriptFolder(folder).add("V1__a.sql", "DO $$ BEGIN RAISE NOTICE 'before'; RAISE 'end'; END $$;");
        try (LogLines lines = LogLines.capture()) {
            MigratorRun.on(database, folder).failsWith(Outcome.ROLLED_BACK);

            assertThat(lines.all()).containsExactly("V1__a.sql line 1: before");
        }
    }

    @Test
    void aSecretIsHidden() {
        new ScriptFolder(folder).add("V1__a.sql", "DO $$ BEGIN RAISE NOTICE 'it is ${token}'; END $$;");
        try (LogLines lines = LogLines.capture()) {
            MigratorRun.on(database, folder).with("MIGRATOR_PLACEHOLDER_TOKEN", "tOpSeCrEt-4711").succeeds();

            assertThat(lines.all()).containsExactly("V1__a.sql line 1: it is ${token}");
        }
    }

    @Test
    void soDoUndoScripts() {
        linesOf("SELECT 1;");
        new ScriptFolder(folder).add("U1__a.sql", "\nDROP TABLE IF EXISTS t;");
        try (LogLines lines = LogLines.capture()) {
            MigrationEnvironment.resultOf(MigrationEnvironment.of(MigratorRun.on(database, folder).with("MIGRATOR_TO", "0").variables()).undo()
                    .toCompletableFuture());

            assertThat(lines.all()).containsExactly("U1__a.sql line 2: table \"t\" does not exist, skipping");
        }
    }

    private List<String> linesOf(String script) {
        new ScriptFolder(folder).add("V1__a.sql", script);
        try (LogLines lines = LogLines.capture()) {
            MigratorRun.on(database, folder).succeeds();
            return lines.all();
        }
    }
}
