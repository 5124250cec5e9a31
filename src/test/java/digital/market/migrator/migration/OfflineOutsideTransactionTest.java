package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A script that runs without a transaction, in the hands of clients that look after nothing. */
class OfflineOutsideTransactionTest {

    private static final String MARKS = "SELECT n FROM marks ORDER BY n";

    @TempDir
    Path folder;

    private final TestDatabase database = Postgres.V18.newDatabase();

    @AfterEach
    void dropTheDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO marks VALUES ('x');", "CREATE UNIQUE INDEX CONCURRENTLY twice ON marks ((1));",
            "BEGIN; INSERT INTO marks VALUES (2); INSERT INTO marks VALUES ('x'); COMMIT;", "BEGIN; SELECT 1 / 0; ROLLBACK;",
            "BEGIN; SELECT 1 / 0; COMMIT AND CHAIN; INSERT INTO marks VALUES (3); COMMIT;", "DO $$BEGIN COMMIT; PERFORM 1 / 0; END$$;", "CALL nowhere();",
            "VACUUM nowhere;", "BEGIN; INSERT INTO deferred VALUES (1), (1); COMMIT;", "INSERT INTO deferred VALUES (1), (1);"})
    void whoeverCarriesOnAfterAnErrorIsStopped(String failing) throws SQLException {
        scripts("INSERT INTO marks VALUES (1);\n" + failing + "\nINSERT INTO marks VALUES (4);\n");

        String errors = Psql.on(database).thatCarriesOn().run(OfflineRun.of(folder).writeTo(folder.resolve("script"))).stderr();

        assertThat(errors).contains("connection to server was lost");
        assertThat(Query.rows(database, MARKS)).containsExactly("0", "0", "1");
        assertThat(Query.history(database)).hasSize(2).last().asString().matches("2\\|2\\|outside\\|SQL\\|V2__outside\\.sql\\|-?\\d+\\|" + database.role() + "\\|f");
    }

    /** PostgreSQL would end the session at an error that is caught, too, if it were told to end it at every one. */
    @ParameterizedTest
    @EnumSource
    void anErrorThatIsCaughtIsNone(Postgres postgres) throws SQLException {
        scripts("""
                DO $$BEGIN PERFORM 1 / 0; EXCEPTION WHEN division_by_zero THEN INSERT INTO marks VALUES (1); END$$;
                CREATE FUNCTION careful() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM 1 / 0; EXCEPTION WHEN division_by_zero THEN NULL; END';
                SELECT careful();
                BEGIN; SELECT careful(); INSERT INTO marks VALUES (2); COMMIT;
                CREATE INDEX CONCURRENTLY marks_n ON marks (n);
                """);
        try (TestDatabase one = postgres.newDatabase()) {
            Psql.on(one).run(OfflineRun.of(folder).writeTo(folder.resolve("script"))).exitedWith(0);

            assertThat(Query.rows(one, MARKS)).containsExactly("0", "0", "1", "2", "5");
            assertThat(Query.history(one)).hasSize(3).allMatch(row -> row.endsWith("|t"));
        }
    }

    /** What the client set is reset with it, as with the session of an online run: the driver's name for itself, for example. */
    @Test
    void nothingThatAScriptHasSetIsLeftInTheSession() throws SQLException {
        scripts("SET work_mem = '1MB'; SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;\n");
        try (Connection connection = database.connect(); Statement client = connection.createStatement()) {
            String session = "SELECT current_user, name, setting FROM pg_settings WHERE source = 'session' AND name NOT IN ('client_encoding', 'application_name')";
            List<String> before = Query.rows(connection, session);

            for (digital.market.migrator.migration.Statement statement : Statements.in(OfflineRun.of(folder).script())) {
                client.execute(statement.text());
            }

            assertThat(Query.rows(connection, session)).isEqualTo(before);
            assertThat(Query.rows(connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")).containsExactly("0");
            assertThat(Query.history(database)).hasSize(3).allMatch(row -> row.endsWith("|t"));
        }
    }

    @Test
    void insideAClientsTransactionNothingIsBegun() throws SQLException {
        scripts("VACUUM marks;\n");

        String errors = Psql.on(database).thatCarriesOn().with("-v", "AUTOCOMMIT=off").run(OfflineRun.of(folder).writeTo(folder.resolve("script"))).stderr();

        assertThat(errors).contains("invalid transaction termination").contains("V2__outside.sql does not go on after the error before this.");
        assertThat(Query.history(database)).hasSize(1);
    }

    @Test
    void aClientThatSetsSavepointsIsStoppedBeforeAnythingIsBegun() throws SQLException {
        scripts("INSERT INTO marks VALUES (1);\n");
        Psql.on(database).run(OfflineRun.of(folder).to("1").writeTo(folder.resolve("script"))).exitedWith(0);

        String errors = Psql.on(database).thatCarriesOn().with("-v", "ON_ERROR_ROLLBACK=on")
                .run(OfflineRun.of(folder).from("1").writeTo(folder.resolve("script"))).stderr();

        assertThat(errors).contains("V2__outside.sql is not recorded: this client sets savepoints");
        assertThat(Query.history(database)).hasSize(1);
        assertThat(Query.rows(database, MARKS)).containsExactly("0", "0");
    }

    @Test
    void theWayDownMayRunOutsideATransactionToo() throws SQLException {
        scripts("CREATE INDEX CONCURRENTLY marks_n ON marks (n);\n");
        new ScriptFolder(folder).addOutsideTransaction("U2__outside.sql", "DROP INDEX CONCURRENTLY marks_n;\nINSERT INTO marks VALUES ('x');\n");
        Psql.on(database).run(OfflineRun.of(folder).to("2").writeTo(folder.resolve("script"))).exitedWith(0);
        Path down = OfflineRun.of(folder).down().from("2").to("1").writeTo(folder.resolve("down"));

        assertThat(Psql.on(database).run(down).exitedWith(Psql.STOPPED).stderr()).contains("invalid input syntax for type integer");
        assertThat(Query.history(database)).hasSize(2).last().asString().endsWith("|f");
        assertThat(Psql.on(database).run(down).stderr()).contains("U2__outside.sql was not begun: the history says that V2__outside.sql stopped half-way.");

        Query.execute(database, "CREATE INDEX marks_n ON marks (n); UPDATE flyway_schema_history SET success = true");
        new ScriptFolder(folder).addOutsideTransaction("U2__outside.sql", "DROP INDEX CONCURRENTLY marks_n;\n");
        Psql.on(database).run(OfflineRun.of(folder).down().from("2").to("1").writeTo(folder.resolve("down"))).exitedWith(0);
        assertThat(Query.history(database)).hasSize(1);
        assertThat(Query.hasTable(database, "marks_n")).isFalse();
    }

    private void scripts(String outside) {
        new ScriptFolder(folder)
                .add("V1__tables.sql", "CREATE TABLE marks (n int);\nCREATE TABLE deferred (n int UNIQUE DEFERRABLE INITIALLY DEFERRED);\n"
                        + "INSERT INTO marks VALUES (0), (0);\n")
                .addOutsideTransaction("V2__outside.sql", outside)
                .add("V3__after.sql", "INSERT INTO marks VALUES (5);\n");
    }
}
