package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A caller's settings on each release of PostgreSQL, with settings of ours, and where PostgreSQL knows no way back. */
class CallerSettingsByReleaseTest {

    private static final String CHANGES = """
            SET work_mem = '7MB'; SET search_path = pg_catalog; SET ROLE pg_monitor; SET TIME ZONE 'Asia/Tokyo';
            SET shop.tenant = 'script'; DO $$ BEGIN SET application_name = 'script'; END $$; SET SESSION AUTHORIZATION pg_monitor;
            """;

    private static final String STATE = """
            SELECT session_user, current_user, current_setting('role'), current_setting('search_path'), current_setting('work_mem'),
                   current_setting('timezone'), current_setting('application_name'), current_setting('lock_timeout'),
                   current_setting('statement_timeout'), coalesce(current_setting('shop.tenant', true), '')
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void inAutoCommitAllIsAsBefore(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = caller(database)) {
            List<String> before = Query.rows(connection, STATE);

            run().over(connection);

            assertThat(Query.rows(connection, STATE)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inATransactionAllIsAsBeforeAndSoItIsAfterTheCommit(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = caller(database)) {
            List<String> before = Query.rows(connection, STATE);
            connection.setAutoCommit(false);

            run().over(connection);

            assertThat(Query.rows(connection, STATE)).isEqualTo(before);
            connection.commit();
            assertThat(Query.rows(connection, STATE)).isEqualTo(before);
        }
    }

    @Test
    void whatABlockSetsOverASettingForTheTransactionStaysBehindAsTheCallersValue() throws SQLException {
        new ScriptFolder(folder).add("V1__one.sql", "DO $$ BEGIN SET work_mem = '7MB'; END $$;");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            Query.execute(connection, "SET LOCAL work_mem = '5MB'");

            CallerRun.of(folder).over(connection);

            assertThat(Query.rows(connection, "SHOW work_mem")).containsExactly("5MB");
            connection.commit();
            assertThat(Query.rows(connection, "SHOW work_mem")).containsExactly("5MB");
        }
    }

    @Test
    void scriptsRunAsTheRoleThatTheSettingsNameAndTheCallerKeepsHis() throws SQLException {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one AS SELECT current_user AS by, current_setting('lock_timeout') AS timeout;");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.asSuperuser()) {
            connection.setAutoCommit(false);

            CallerRun.of(folder).with("MIGRATOR_ROLE", database.role()).with("MIGRATOR_LOCK_TIMEOUT", "7s").over(connection);

            assertThat(Query.rows(connection, "SELECT *, current_user FROM one")).containsExactly(database.role() + "|7s|postgres");
            connection.commit();
            assertThat(Query.rows(connection, "SELECT current_user, current_setting('lock_timeout')")).containsExactly("postgres|0");
        }
    }

    @Test
    void aRoleThatTheCallerMayNotTakeOnIsRefusedInAutoCommit() throws SQLException {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            assertThat(CallerRun.of(folder).with("MIGRATOR_ROLE", "postgres").failsOver(connection, Outcome.DENIED).failure().advice())
                    .get().asString().contains("GRANT \"postgres\" TO \"" + database.role() + "\"");
            assertThat(Query.rows(connection, "SELECT current_setting('role'), current_setting('lock_timeout')")).containsExactly("none|0");
        }
    }

    @Test
    void aRoleThatTheCallerMayNotTakeOnIsRefusedInATransactionThatGoesOn() throws SQLException {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            CallerRun.of(folder).with("MIGRATOR_ROLE", "no such role").failsOver(connection, Outcome.DENIED);

            assertThat(Query.rows(connection, "SELECT current_setting('role'), current_setting('lock_timeout')")).containsExactly("none|0");
        }
    }

    @Test
    void aCallerWithoutAnySearchPathIsServedToo() throws SQLException {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();").add("V2__two.sql", "CREATE TABLE two ();");
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, "SELECT set_config('search_path', '', false)");

            CallerRun.of(folder).over(connection);

            assertThat(Query.rows(connection, "SHOW search_path")).containsExactly("");
            assertThat(Query.hasTable(database, "two")).isTrue();
        }
    }

    private CallerRun run() {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();\n" + CHANGES).add("V2__two.sql", "CREATE TABLE two ();");
        return CallerRun.of(folder).with("MIGRATOR_STATEMENT_TIMEOUT", "1m").with("MIGRATOR_ROLE", "postgres").with("MIGRATOR_SCHEMA", "shop")
                .with("MIGRATOR_CREATE_SCHEMA", "true");
    }

    private static Connection caller(TestDatabase database) throws SQLException {
        Connection connection = database.asSuperuser();
        Query.execute(connection, """
                SET work_mem = '5MB'; SET search_path = "$user", pg_temp; SET TIME ZONE 'Europe/Rome'; SET application_name = 'caller';
                SET lock_timeout = '5s'; SET shop.tenant = 'caller'; SET ROLE "%s"
                """.formatted(database.role()));
        return connection;
    }
}
