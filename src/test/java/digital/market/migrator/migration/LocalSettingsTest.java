package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSettingsTest {

    /** What a superuser's script may say, and what becomes of it. */
    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of("SET work_mem = '7MB'", "SET LOCAL work_mem = '7MB'"),
                Arguments.of("SET SESSION work_mem TO DEFAULT", "SET LOCAL work_mem TO DEFAULT"),
                Arguments.of("set\n\tsession\n\twork_mem = 7000", "set LOCAL\n\twork_mem = 7000"),
                Arguments.of("sEt WORK_MEM = 7000 ;", "sEt LOCAL WORK_MEM = 7000 ;"),
                Arguments.of("SET \"work_mem\" = 7000", "SET LOCAL \"work_mem\" = 7000"),
                Arguments.of("SET/**/work_mem/**/=7000", "SET LOCAL/**/work_mem/**/=7000"),
                Arguments.of("SET search_path = a, \"B b\"", "SET LOCAL search_path = a, \"B b\""),
                Arguments.of("SET shop.tenant = 'x; SET y = 1'", "SET LOCAL shop.tenant = 'x; SET y = 1'"),
                Arguments.of("SET TIME ZONE 'Asia/Tokyo'", "SET LOCAL TIME ZONE 'Asia/Tokyo'"),
                Arguments.of("SET SESSION TIME ZONE LOCAL", "SET LOCAL TIME ZONE LOCAL"),
                Arguments.of("SET TIME ZONE INTERVAL '+02:00' HOUR TO MINUTE", "SET LOCAL TIME ZONE INTERVAL '+02:00' HOUR TO MINUTE"),
                Arguments.of("SET NAMES 'UTF8'", "SET LOCAL NAMES 'UTF8'"),
                Arguments.of("SET SCHEMA 'public'", "SET LOCAL SCHEMA 'public'"),
                Arguments.of("SET XML OPTION DOCUMENT", "SET LOCAL XML OPTION DOCUMENT"),
                Arguments.of("SET ROLE postgres", "SET LOCAL ROLE postgres"),
                Arguments.of("SET ROLE 'postgres'", "SET LOCAL ROLE 'postgres'"),
                Arguments.of("SET SESSION ROLE NONE", "SET LOCAL ROLE NONE"),
                Arguments.of("SET SESSION AUTHORIZATION postgres", "SET LOCAL SESSION AUTHORIZATION postgres"),
                Arguments.of("SET SESSION SESSION AUTHORIZATION DEFAULT", "SET LOCAL SESSION AUTHORIZATION DEFAULT"),
                Arguments.of("SET session_replication_role = replica", "SET LOCAL session_replication_role = replica"),
                Arguments.of("SET transaction_timeout_of.mine = 1", "SET LOCAL transaction_timeout_of.mine = 1"),
                Arguments.of("-- why\n  SET work_mem = 7000", "-- why\n  SET LOCAL work_mem = 7000"),
                Arguments.of("/* a */ /* SET b */ SET work_mem = 7000", "/* a */ /* SET b */ SET LOCAL work_mem = 7000"),
                Arguments.of("/* a /* b */ c */SET work_mem = 7000", "/* a /* b */ c */SET LOCAL work_mem = 7000"),
                Arguments.of("SET -- for this\n SESSION /* only */ work_mem = 7000", "SET LOCAL /* only */ work_mem = 7000"),
                Arguments.of("RESET work_mem", "SET LOCAL work_mem TO DEFAULT"),
                Arguments.of("-- back\nreset\nWORK_MEM ;\n", "-- back\nSET LOCAL WORK_MEM TO DEFAULT;\n"),
                Arguments.of("RESET work_mem -- and so on", "SET LOCAL work_mem TO DEFAULT -- and so on"),
                Arguments.of("RESET shop.tenant", "SET LOCAL shop.tenant TO DEFAULT"),
                Arguments.of("RESET ROLE", "SET LOCAL ROLE TO DEFAULT"),
                Arguments.of("RESET SESSION AUTHORIZATION", "SET LOCAL session_authorization TO DEFAULT"),
                Arguments.of("RESET TIME ZONE", "SET LOCAL timezone TO DEFAULT"),
                Arguments.of("SELECT pg_catalog.set_config('search_path', '', false)", "SELECT pg_catalog.set_config('search_path', '', true)"),
                Arguments.of("select SET_config('work_mem', (7000)::text, FALSE), set_config('a.b', concat('x', 'y'), false);",
                        "select SET_config('work_mem', (7000)::text, true), set_config('a.b', concat('x', 'y'), true);"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void whatIsSetIsSetForTheTransaction(String sql, String local) {
        assertThat(LocalSettings.forTransaction(sql)).isEqualTo(local);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SET LOCAL work_mem = 7000",
        "set /* */ local work_mem = 7000",
        "SET LOCAL SESSION AUTHORIZATION postgres",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
        "SET CONSTRAINTS ALL DEFERRED",
        "RESET ALL",
        "RESET TRANSACTION ISOLATION LEVEL",
        "SETTINGS",
        "settle",
        "RESETTING x",
        "SELECT 1",
        "SELECT set_config('a.b', 'c', true)",
        "SELECT set_config('a.b', 'c', 1 > 2)",
        "SELECT set_config('a.b', 'c', false OR true)",
        "SELECT 'set_config(''a.b'', ''c'', false)'",
        "SELECT set_config",
        "SELECT current_setting('a.b', false), 'set_config'",
        "CREATE VIEW v AS SELECT set_config('a.b', 'c', false)",
        "UPDATE t SET work_mem = 1",
        "ALTER ROLE x SET work_mem = 1",
        "DO $$ BEGIN SET work_mem = 7000; END $$",
        "-- SET work_mem = 7000\nSELECT 1",
        "/* SET work_mem = 7000 */",
        "\"SET\" x",
        "'SET' x",
        "SET",
        "RESET",
        ";",
        ""
    })
    void anythingElseStaysAsItIs(String sql) {
        assertThat(LocalSettings.forTransaction(sql)).isEqualTo(sql);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void itHasTheEffectOfTheOriginalAndEndsWithTheTransaction(String sql, String local) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection one = session(database, sql);
             Connection other = session(database, sql)) {
            List<String> before = state(one);
            one.setAutoCommit(false);

            Query.execute(other, sql);
            Query.execute(one, local);

            assertThat(state(one)).isEqualTo(state(other));
            one.commit();
            assertThat(state(one)).isEqualTo(before);
        }
    }

    @Test
    void theSpecialFormsHaveTheEffectOfTheOriginalsOnOlderServersToo() throws SQLException {
        for (Postgres postgres : List.of(Postgres.V15, Postgres.V17)) {
            itTakesBack(postgres, "RESET ROLE", "role");
            itTakesBack(postgres, "RESET SESSION AUTHORIZATION", "session_authorization");
            itTakesBack(postgres, "RESET TIME ZONE", "timezone");
        }
    }

    private static void itTakesBack(Postgres postgres, String sql, String parameter) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.asSuperuser()) {
            String before = Query.rows(connection, "SHOW " + parameter).get(0);
            Query.execute(connection, parameter.equals("timezone") ? "SET TIME ZONE 'Asia/Tokyo'" : "SET " + parameter + " = " + database.role());
            connection.setAutoCommit(false);

            Query.execute(connection, LocalSettings.forTransaction(sql));

            assertThat(Query.rows(connection, "SHOW " + parameter)).containsExactly(before);
        }
    }

    /** A session with something in it to be set or reset: a superuser's, since only he may change the authorization. */
    private static Connection session(TestDatabase database, String sql) throws SQLException {
        Connection connection = database.asSuperuser();
        Query.execute(connection, """
                SET work_mem = '5MB'; SET shop.tenant = 'mine'; SET TIME ZONE 'Europe/Rome'; SET search_path = pg_catalog
                """);
        if (sql.matches("RESET (ROLE|SESSION).*|.*(NONE|AUTHORIZATION).*")) {
            Query.execute(connection, "SET SESSION AUTHORIZATION \"%1$s\"; SET ROLE \"%1$s\"".formatted(database.role()));
        }
        return connection;
    }

    private static List<String> state(Connection connection) throws SQLException {
        return Query.rows(connection, """
                SELECT name, coalesce(current_setting(name, true), '')
                FROM unnest(ARRAY['work_mem', 'search_path', 'timezone', 'xmloption', 'role', 'session_authorization',
                    'session_replication_role', 'client_encoding', 'shop.tenant', 'transaction_timeout_of.mine', 'a.b']) AS name
                """);
    }
}
