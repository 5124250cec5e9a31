package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time-outs that a script's header sets are in force in that script, of whatever kind it is, and in no other. */
class ScriptTimeoutsTest {

    private static final String HEADER = "-- migrator: lock_timeout=10s, statement_timeout=5min\n";
    private static final String SHOW = "INSERT INTO seen (script, lock, statement) "
            + "VALUES ('%s', current_setting('lock_timeout'), current_setting('statement_timeout'));\n";
    private static final String SEEN = "SELECT script, lock, statement FROM seen ORDER BY id";
    private static final List<String> OF_ALL_KINDS = List.of("V2|10s|5min", "V3|3s|1h", "V4|10s|5min", "V5|0|1h", "R|10s|5min");

    @TempDir
    Path folder;

    private final TestDatabase database = Postgres.V18.newDatabase();
    private ScriptFolder scripts;

    @BeforeEach
    void writeScripts() {
        scripts = new ScriptFolder(folder)
                .add("V1__seen.sql", "CREATE TABLE seen (id serial PRIMARY KEY, script text, lock text, statement text);")
                .add("V2__one.sql", HEADER + show("V2"))
                .add("V3__two.sql", show("V3"))
                .add("R__r.sql", HEADER + show("R"));
    }

    @AfterEach
    void dropTheDatabase() throws SQLException {
        database.close();
    }

    @Test
    void aMigrationOfEachKindHasThem() throws SQLException {
        scriptsOutsideATransaction();

        run().succeeds();

        assertThat(Query.rows(database, SEEN)).isEqualTo(OF_ALL_KINDS);
    }

    @Test
    void theScriptWithoutAConnectionSetsTheSame() throws SQLException {
        scriptsOutsideATransaction();
        try (Connection connection = database.connect()) {
            for (Statement statement : Statements.in(OfflineRun.of(folder).with("MIGRATOR_STATEMENT_TIMEOUT", "1h").script())) {
                Query.execute(connection, statement.text());
            }
        }

        assertThat(Query.rows(database, SEEN)).isEqualTo(OF_ALL_KINDS);
    }

    @Test
    void anUndoHasThem() throws SQLException {
        scriptsOutsideATransaction();
        scripts.add("U2__one.sql", HEADER + show("U2")).add("U3__two.sql", show("U3"))
                .addOutsideTransaction("U4__three.sql", HEADER + show("U4")).addOutsideTransaction("U5__four.sql", show("U5"));
        run().succeeds();

        CommandRun.like(run(), MigrationEnvironment::undo).with("MIGRATOR_TO", "1").succeeds();

        assertThat(Query.rows(database, SEEN + " OFFSET 5")).containsExactly("U5|0|1h", "U4|10s|5min", "U3|3s|1h", "U2|10s|5min");
    }

    @Test
    void anAdoptionHasThem() throws SQLException {
        scripts.add("V1__seen.sql", "-- migrator: revision=a1\nCREATE TABLE seen (id serial PRIMARY KEY, script text, lock text, statement text);");
        try (TestDatabase fresh = Postgres.V18.newDatabase()) {
            CommandRun.like(MigratorRun.on(fresh, folder), MigrationEnvironment::runAsyncMigrations).succeeds();
            CommandRun.like(MigratorRun.on(fresh, folder), MigrationEnvironment::check)
                    .with("MIGRATOR_WRITE_TARGET", folder.resolve("../target.txt").toString()).succeeds();
        }
        Query.execute(database, "CREATE TABLE seen (id serial PRIMARY KEY, script text, lock text, statement text);"
                + "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('a1')");

        assertThat(run().with("MIGRATOR_TARGET", folder.resolve("../target.txt").toString()).succeeds().adopted()).isPresent();

        assertThat(Query.rows(database, SEEN)).containsExactly("V2|10s|5min", "V3|3s|1h", "R|10s|5min");
    }

    @Test
    void inACallersTransactionTheyEndWithTheScriptAndReachNobodyAfterIt() throws SQLException {
        try (Connection callers = database.connect()) {
            Query.execute(callers, "SET lock_timeout = '7s'; SET statement_timeout = '8min'");
            callers.setAutoCommit(false);
            Query.execute(callers, "SET LOCAL lock_timeout = '9s'");

            MigrationEnvironment.of(run().variables()).doRunMigrations(callers);

            assertThat(Query.rows(callers, SEEN)).containsExactly("V2|10s|5min", "V3|3s|1h", "R|10s|5min");
            assertThat(Query.rows(callers, timeouts())).containsExactly("9s|8min");
            callers.commit();
            assertThat(Query.rows(callers, timeouts())).containsExactly("7s|8min");
        }
    }

    @Test
    void aStatementThatTakesLongerIsStopped() {
        scripts.add("V3__two.sql", "-- migrator: statement_timeout=50ms\nSELECT pg_sleep(600);");

        assertThat(run().failsWith(Outcome.ROLLED_BACK).message())
                .isEqualTo("V3__two.sql failed in line 2 and was rolled back: canceling statement due to statement timeout.");
    }

    private void scriptsOutsideATransaction() {
        scripts.addOutsideTransaction("V4__three.sql", HEADER + show("V4")).addOutsideTransaction("V5__four.sql", show("V5"));
    }

    private MigratorRun run() {
        return MigratorRun.on(database, folder).with("MIGRATOR_STATEMENT_TIMEOUT", "1h");
    }

    private static String show(String script) {
        return SHOW.formatted(script);
    }

    private static String timeouts() {
        return "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')";
    }
}
