package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that change how text is read or how dates are written. */
class SettingRulesTest {

    /** As pg_dump of PostgreSQL 18 writes it, without its psql commands. */
    private static final String PG_DUMP = """
            --
            -- PostgreSQL database dump
            --

            -- Dumped from database version 18.1
            -- Dumped by pg_dump version 18.1

            SET statement_timeout = 0;
            SET lock_timeout = 0;
            SET idle_in_transaction_session_timeout = 0;
            SET transaction_timeout = 0;
            SET client_encoding = 'UTF8';
            SET standard_conforming_strings = on;
            SELECT pg_catalog.set_config('search_path', '', false);
            SET check_function_bodies = false;
            SET xmloption = content;
            SET client_min_messages = warning;
            SET row_security = off;

            SET default_tablespace = '';

            SET default_table_access_method = heap;

            CREATE TABLE public.dumped (id integer NOT NULL);
            """;

    private static final TestDatabase DATABASE = Postgres.V18.newDatabase();

    @TempDir
    Path folder;

    @BeforeEach
    void clear() throws SQLException {
        DATABASE.clear();
    }

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            SET client_encoding = 'LATIN1'                                         | client_encoding cannot be latin1
            set session client_encoding to sql_ascii                               | client_encoding cannot be sql_ascii
            SET LOCAL "client_encoding" TO WIN1252                                 | client_encoding cannot be win1252
            SET NAMES 'LATIN1'                                                     | client_encoding cannot be latin1
            SELECT set_config('Client_Encoding', 'latin-1', true)                  | client_encoding cannot be latin-1
            WITH x AS (SELECT pg_catalog.set_config('client_encoding', E'LATIN1', false)) TABLE x | client_encoding cannot be latin1
            SET datestyle = german                                                 | DateStyle cannot be german
            SET DateStyle TO 'SQL, DMY'                                            | DateStyle cannot be sql
            SET datestyle = Postgres, MDY                                          | DateStyle cannot be postgres
            SET LOCAL datestyle = 'dmy,Postgresql'                                 | DateStyle cannot be postgresql
            SELECT set_config('datestyle', 'German', false)                        | DateStyle cannot be german
            SET standard_conforming_strings = off                                  | standard_conforming_strings cannot be off
            SET standard_conforming_strings TO 'f'                                 | standard_conforming_strings cannot be f
            SELECT pg_catalog.set_config('standard_conforming_strings', '0', true) | standard_conforming_strings cannot be 0
            """)
    void isRefusedBeforeAnythingRuns(String statement, String words) throws SQLException {
        write(statement + ";");

        assertThat(run().failsWith(Outcome.CONFIGURATION).message()).startsWith("V2__set.sql line 2: " + words + ": ");
        assertThat(OfflineRun.of(folder).failsWith(Outcome.CONFIGURATION).getMessage()).contains(words);
        try (Connection connection = DATABASE.connect()) {
            assertThat(CallerRun.of(folder).failsOver(connection, Outcome.CONFIGURATION).getMessage()).contains(words);
        }
        assertThat(Query.hasTable(DATABASE, "one")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {PG_DUMP, "SET client_encoding = 'unicode'", "SET client_encoding TO \"UTF-8\"", "SET NAMES 'utf8'", "SET NAMES DEFAULT",
            "SET NAMES", "SET client_encoding TO DEFAULT", "RESET client_encoding", "SELECT set_config('client_encoding', 'UTF8', false)",
            "SET datestyle = 'ISO, DMY'; INSERT INTO one VALUES ('31.01.2026')", "SET datestyle TO dmy", "SET datestyle = iso, ymd",
            "SET DateStyle = DEFAULT", "SET standard_conforming_strings = 'on'", "SET standard_conforming_strings TO true; RESET ALL",
            "CREATE FUNCTION f() RETURNS text LANGUAGE sql SET datestyle = german AS 'SELECT current_date::text'; SELECT f()",
            "CREATE FUNCTION g() RETURNS text BEGIN ATOMIC SELECT set_config('datestyle', 'german', true); END",
            "SELECT 'set_config(''datestyle'', ''german'', false)'"})
    void runs(String statements) throws SQLException {
        write(statements + ";");

        assertThat(run().applies()).hasSize(3);
    }

    @Test
    void whatTheRoleOrTheDatabaseHasDoesNotMatter() throws SQLException {
        write("""
                INSERT INTO one VALUES ('2026-01-31');
                CREATE TABLE two (text text DEFAULT 'a\\');
                INSERT INTO two VALUES ('\\');
                """);
        Query.executeAsSuperuser(DATABASE, """
                ALTER ROLE "%1$s" SET client_encoding = 'LATIN1'; ALTER ROLE "%1$s" SET standard_conforming_strings = off;
                ALTER DATABASE "%1$s" SET datestyle = 'German'
                """.formatted(DATABASE.role()));
        try {
            assertThat(run().applies()).hasSize(3);
            assertThat(Query.rows(DATABASE, "SELECT * FROM two")).containsExactly("\\");
        } finally {
            Query.executeAsSuperuser(DATABASE, "ALTER ROLE \"%1$s\" RESET ALL; ALTER DATABASE \"%1$s\" RESET ALL".formatted(DATABASE.role()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            DO $$ BEGIN SET datestyle = 'German'; END $$                                       | DateStyle
            SELECT set_config(concat('date', 'style'), 'SQL', false)                           | DateStyle
            UPDATE pg_settings SET setting = 'LATIN1' WHERE name = 'client_encoding'           | client_encoding
            DO $$ BEGIN PERFORM set_config('client_encoding', 'LATIN1', true); END $$          | client_encoding
            DO $$ BEGIN SET standard_conforming_strings = off; END $$                          | standard_conforming_strings
            """)
    void isNotTriedAgainWhereItIsFoundAtRunTime(String statement, String setting) throws SQLException {
        write(statement + ";");

        Failure failure = run().failsWith(Outcome.ROLLED_BACK);

        assertThat(failure.message()).startsWith("V2__set.sql failed in line 2 and was rolled back: ").contains(setting);
        assertThat(failure.advice()).get().asString().contains("leave " + setting);
        assertThat(Query.rows(DATABASE, "SELECT version FROM flyway_schema_history")).containsExactly("1");
        assertThat(Query.rows(DATABASE, "SELECT * FROM one")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"datestyle = 'German'", "client_encoding = 'LATIN1'", "standard_conforming_strings = off"})
    void theSameOutsideATransactionAndInAnUndo(String setting) throws SQLException {
        String script = "CREATE TABLE half ();\nDO $$ BEGIN SET " + setting + "; END $$;";
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (day date);").add("V2__two.sql", "CREATE TABLE two ();")
                .add("U2__two.sql", script).addOutsideTransaction("V3__set.sql", script);

        Failure failure = run().failsWith(Outcome.HALF_WAY);
        assertThat(failure.message()).startsWith("V3__set.sql failed").contains(" and may have stopped half-way: ").containsIgnoringCase(name(setting));
        assertThat(failure.advice()).get().asString().containsIgnoringCase("leave " + name(setting));

        new ScriptFolder(folder).remove("V3__set.sql").remove("V3__set.sql.conf");
        Query.execute(DATABASE, "DROP TABLE half; DELETE FROM flyway_schema_history WHERE version = '3'");
        assertThat(CommandRun.like(run(), MigrationEnvironment::undo).with("MIGRATOR_TO", "1").failsWith(Outcome.ROLLED_BACK).getMessage())
                .startsWith("U2__two.sql failed in line 2 and was rolled back: ");
        assertThat(Query.hasTable(DATABASE, "two")).isTrue();
    }

    private static String name(String setting) {
        return setting.substring(0, setting.indexOf(' '));
    }

    private void write(String second) {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (day date);").add("V2__set.sql", "\n" + second).add("V3__three.sql", "SELECT 1;");
    }

    private MigratorRun run() {
        return MigratorRun.on(DATABASE, folder);
    }
}
