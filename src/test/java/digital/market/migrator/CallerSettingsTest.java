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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A caller's settings are after a run what they were before it, whatever he had set and whatever the scripts set. What
 * they are after his commit or rollback is what they are in a session where no run was.
 */
class CallerSettingsTest {

    private static final List<String> SETTINGS = List.of("session_authorization", "role", "search_path", "work_mem", "timezone",
            "application_name", "lock_timeout", "statement_timeout", "default_transaction_isolation", "session_replication_role",
            "shop.tenant");

    /** What a script does to the session. */
    private static final List<String> CHANGES = List.of(
            "SET work_mem = '7MB'",
            "/* a /* b */ */ SET /* c */ SESSION work_mem = '7MB'",
            "SET LOCAL work_mem = '7MB'",
            "RESET work_mem",
            "SELECT set_config('work_mem', '7MB', false)",
            "SELECT set_config('work_mem', '7MB', true)",
            "SET search_path = pg_catalog",
            "SELECT pg_catalog.set_config('search_path', '', false)",
            "SET TIME ZONE 'Asia/Tokyo'",
            "SET application_name = 'script'",
            "SET lock_timeout = '1s'; SET LOCAL statement_timeout = '1h'",
            "SET ROLE pg_monitor",
            "SET ROLE NONE",
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "SET shop.tenant = 'script'",
            "SELECT set_config('shop.tenant', 'script', false)",
            "RESET shop.tenant");

    /** What a script does to the session where its text does not tell. */
    private static final List<String> HIDDEN_CHANGES = List.of(
            "DO $$ BEGIN SET work_mem = '7MB'; END $$",
            "DO $$ BEGIN SET LOCAL work_mem = '7MB'; END $$",
            "DO $$ BEGIN PERFORM set_config('search_path', 'pg_catalog', false); END $$",
            "DO $$ BEGIN SET ROLE pg_monitor; END $$",
            "DO $$ BEGIN SET lock_timeout = '1s'; RESET application_name; END $$");

    /** What only a superuser may do. */
    private static final List<String> SUPERUSERS_CHANGES = List.of(
            "SET session_replication_role = replica; SET ROLE pg_monitor",
            "SET SESSION AUTHORIZATION pg_monitor");

    /** What the caller has set. */
    private static final String NOTHING = "SELECT 1";
    private static final String SOMETHING = """
            SET work_mem = '5MB'; SET search_path = "$user", pg_temp; SET TIME ZONE 'Europe/Rome'; SET application_name = 'caller';
            SET lock_timeout = '5s'; SET shop.tenant = 'caller'; SET default_transaction_isolation = 'read committed'
            """;

    private static final String ALL_CHANGES = String.join(";\n", CHANGES) + ";\n" + String.join(";\n", HIDDEN_CHANGES);

    private static TestDatabase database;

    @TempDir
    private Path folder;

    static Stream<String> changes() {
        return Stream.of(CHANGES, HIDDEN_CHANGES, SUPERUSERS_CHANGES).flatMap(List::stream);
    }

    static Stream<String> changesThatTheTextTells() {
        return Stream.of(CHANGES, SUPERUSERS_CHANGES).flatMap(List::stream);
    }

    @BeforeAll
    static void createDatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void inAutoCommitTheyAreAsBefore(String change) throws SQLException {
        inAutoCommit(change, false, NOTHING);
        inAutoCommit(change, false, SOMETHING + "; SET ROLE \"" + roleFor(change) + "\"");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void inATransactionWhatTheCallerHasSetBeforeItIsAsBefore(String change) throws SQLException {
        inATransaction(change, false, SOMETHING, NOTHING);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void inATransactionWhatTheCallerHasSetInItIsAsBefore(String change) throws SQLException {
        inATransaction(change, false, NOTHING, SOMETHING);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void inATransactionWhatTheCallerHasNotSetIsAsBefore(String change) throws SQLException {
        inATransaction(change, false, NOTHING, NOTHING);
    }

    @ParameterizedTest
    @MethodSource("changesThatTheTextTells")
    void inATransactionWhatTheCallerHasSetForItEndsWithIt(String change) throws SQLException {
        inATransaction(change, false, "SET work_mem = '6MB'; SET shop.tenant = 'session'",
                SOMETHING.replace("SET ", "SET LOCAL ") + "; SET LOCAL ROLE \"" + roleFor(change) + "\"");
    }

    @Test
    void afterAFailureTheyAreAsBeforeInAutoCommit() throws SQLException {
        inAutoCommit(ALL_CHANGES, true, NOTHING);
        inAutoCommit(ALL_CHANGES, true, SOMETHING + "; SET ROLE \"" + database.role() + "\"");
    }

    @Test
    void afterAFailureTheyAreAsBeforeInATransaction() throws SQLException {
        inATransaction(ALL_CHANGES, true, NOTHING, NOTHING);
        inATransaction(ALL_CHANGES, true, SOMETHING, NOTHING);
        inATransaction(ALL_CHANGES, true, NOTHING, SOMETHING);
        inATransaction(ALL_CHANGES, true, "SET work_mem = '6MB'", SOMETHING.replace("SET ", "SET LOCAL "));
    }

    private void inAutoCommit(String change, boolean fails, String prepared) throws SQLException {
        emptySchema();
        try (Connection connection = database.asSuperuser()) {
            Query.execute(connection, prepared);
            List<String> before = settings(connection);

            run(connection, change, fails);

            assertThat(settings(connection)).as(prepared).isEqualTo(before);
        }
    }

    private void inATransaction(String change, boolean fails, String before, String within) throws SQLException {
        for (boolean commits : List.of(true, false)) {
            emptySchema();
            try (Connection connection = database.asSuperuser(); Connection withoutRun = database.asSuperuser()) {
                for (Connection either : List.of(connection, withoutRun)) {
                    Query.execute(either, before);
                    either.setAutoCommit(false);
                    Query.execute(either, within);
                }

                run(connection, change, fails);

                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(settings(connection)).isEqualTo(settings(withoutRun));
                end(connection, commits);
                end(withoutRun, commits);
                assertThat(settings(connection)).as("committed: " + commits).isEqualTo(settings(withoutRun));
            }
        }
    }

    private void run(Connection connection, String change, boolean fails) {
        new ScriptFolder(folder).add("V1__change.sql", "CREATE TABLE public.one ();\n" + change + ";\n" + (fails ? "SELECT 1 / 0;" : ""))
                .add("V2__next.sql", "CREATE TABLE two ();");
        CallerRun run = CallerRun.of(folder).with("MIGRATOR_LOCK_TIMEOUT", "2s").with("MIGRATOR_STATEMENT_TIMEOUT", "1m");
        if (fails) {
            run.failsOver(connection, Outcome.ROLLED_BACK);
        } else {
            run.over(connection);
        }
    }

    /** A role that the caller has taken on: one that may do what the script does. */
    private static String roleFor(String change) {
        return SUPERUSERS_CHANGES.contains(change) ? "postgres" : database.role();
    }

    private static void emptySchema() throws SQLException {
        Query.executeAsSuperuser(database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION \"%1$s\""
                .formatted(database.role()));
    }

    private static void end(Connection connection, boolean commits) throws SQLException {
        if (commits) {
            connection.commit();
        } else {
            connection.rollback();
        }
    }

    /** A parameter of an application's own is empty after it was set once: PostgreSQL knows no way back to not set. */
    private static List<String> settings(Connection connection) throws SQLException {
        List<String> settings = new ArrayList<>();
        for (String name : SETTINGS) {
            settings.addAll(Query.rows(connection, "SELECT '%1$s', coalesce(current_setting('%1$s', true), '')".formatted(name)));
        }
        return settings;
    }
}
