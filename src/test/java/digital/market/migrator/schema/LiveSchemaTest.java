package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.database.Sql;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A schema reads the same wherever it is, and reading it leaves no trace. */
class LiveSchemaTest {

    private static final String HISTORY = "flyway_schema_history";

    private static final String SETTINGS = """
            SELECT name, setting FROM pg_settings ORDER BY name
            """;

    private static final String AWKWARD_NAME = "The shop's \\ \"own\"";

    /** All that could change how PostgreSQL spells a definition. */
    private static final String AWKWARD_SETTINGS = """
            SET search_path = pg_catalog;
            SET quote_all_identifiers = on;
            SET standard_conforming_strings = off;
            SET DateStyle = 'ISO, DMY';
            SET IntervalStyle = 'sql_standard';
            SET TimeZone = 'Asia/Tokyo';
            SET bytea_output = 'escape';
            SET extra_float_digits = -3;
            """;

    @ParameterizedTest
    @EnumSource
    void everyReleaseGivesTheSameText(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            RichSchema.make(connection);

            assertThat(text(connection, "public")).isEqualTo(RichSchema.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherNameAndOtherSettingsGiveTheSameText(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, """
                    CREATE SCHEMA %1$s;
                    SET search_path = %1$s;
                    """.formatted(Sql.identifier(AWKWARD_NAME)));
            RichSchema.make(connection);
            Query.execute(connection, AWKWARD_SETTINGS);
            Query.execute(connection, "CREATE TEMPORARY TABLE products (id integer)");

            assertThat(text(connection, AWKWARD_NAME)).isEqualTo(RichSchema.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSimpleProtocolGivesTheSameText(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase();
             Connection connection = DriverManager.getConnection(database.jdbcUrl() + "?preferQueryMode=simple", database.role(), database.password())) {
            RichSchema.make(connection);
            Query.execute(connection, AWKWARD_SETTINGS);

            assertThat(text(connection, "public")).isEqualTo(RichSchema.text());
        }
    }

    @Test
    void whatATextSaysIsReadAsItWasWritten() {
        assertThat(TargetSchema.parse(RichSchema.text()).text()).isEqualTo(RichSchema.text());
    }

    @Test
    void theObjectsOfATextAreThoseThatWereRead() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            RichSchema.make(connection);
            List<SchemaObject> live = LiveSchema.read(connection, "public", HISTORY);

            assertThat(TargetSchema.parse(RichSchema.text()).objects()).isEqualTo(live);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOrderOfColumnsDoesNotMatter(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, "CREATE TABLE t (a integer, b text)");
            String before = text(connection, "public");
            Query.execute(connection, "DROP TABLE t; CREATE TABLE t (b text, a integer)");

            assertThat(text(connection, "public")).isEqualTo(before).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHistoryAlembicsVersionAndExtensionsAreLeftOut(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, """
                    CREATE TABLE "Our history" (rank serial PRIMARY KEY, ok boolean NOT NULL CHECK (ok));
                    CREATE INDEX by_ok ON "Our history" (ok);
                    CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
                    """);
            Query.executeAsSuperuser(database, "CREATE EXTENSION hstore; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION citext");

            assertThat(LiveSchema.read(connection, "public", "Our history")).isEmpty();
            assertThat(text(connection, "public")).startsWith("table \"Our history\"").contains("index", "constraint", "sequence");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anExtensionsTypesAreSpelledAlikeWhereverItLies(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.executeAsSuperuser(database, "CREATE EXTENSION citext SCHEMA public");
            Query.execute(connection, """
                    CREATE SCHEMA shop;
                    CREATE TABLE public.t (c citext DEFAULT 'x');
                    CREATE TABLE shop.t (c public.citext DEFAULT 'x');
                    """);

            assertThat(text(connection, "shop")).isEqualTo(text(connection, "public")).isEqualTo("""
                    table t
                    column t.c citext DEFAULT 'x'::citext
                    """);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aViewOfManyTablesReadsTheSameOnEachRelease(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, """
                    CREATE TABLE a (id integer, name text);
                    CREATE TABLE b (id integer, a_id integer, price integer);
                    CREATE VIEW ranks AS
                        WITH rich AS (SELECT DISTINCT a_id FROM b WHERE price > 100)
                        SELECT a.*, (SELECT max(price) FROM b WHERE a_id = a.id) AS highest, rank() OVER (PARTITION BY id ORDER BY name)
                        FROM a JOIN rich ON a_id = id LEFT JOIN (SELECT id, price FROM b) AS more USING (id)
                        UNION ALL SELECT a.*, 0, 0 FROM a ORDER BY 2;
                    """);

            assertThat(text(connection, "public")).endsWith("""

                    view ranks OF a(id, name), b(a_id, id, price) AS WITH rich AS ( SELECT DISTINCT a_id FROM b WHERE (price > 100) ) \
                    SELECT id, name, ( SELECT max(price) AS max FROM b WHERE (a_id = id)) AS highest, \
                    rank() OVER (PARTITION BY id ORDER BY name) AS rank \
                    FROM ((a JOIN rich ON ((a_id = id))) LEFT JOIN ( SELECT id, price FROM b) more USING (id)) \
                    UNION ALL SELECT id, name, 0 AS highest, 0 AS rank FROM a ORDER BY 2
                    """);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aViewsTablesInAnotherSchemaAreNamedWithIt(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, """
                    CREATE SCHEMA other;
                    CREATE TABLE other.t (id integer);
                    CREATE FUNCTION other.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
                    CREATE VIEW one AS SELECT other.f(id) FROM other.t;
                    CREATE VIEW two AS SELECT t.id FROM other.t JOIN other.t AS "T 2" ON t.id = "T 2".id WHERE t.id::text <> 'other.t';
                    """);

            assertThat(text(connection, "public")).isEqualTo("""
                    view one OF other.t(id) AS SELECT other.f(id) AS f FROM other.t

                    view two OF other.t(id) AS SELECT id FROM (other.t JOIN other.t "T 2" ON ((id = id))) WHERE ((id)::text <> 'other.t'::text)
                    """);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptySchemaAndAMissingOneHaveNoObjects(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            assertThat(LiveSchema.read(connection, "public", HISTORY)).isEmpty();
            assertThat(LiveSchema.read(connection, "nowhere", HISTORY)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSessionsSettingsAreAsBeforeOutsideOfTransactions(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, AWKWARD_SETTINGS);
            List<String> before = Query.rows(connection, SETTINGS);

            LiveSchema.read(connection, "public", HISTORY);

            assertThat(Query.rows(connection, SETTINGS)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSessionsSettingsAreAsBeforeInATransactionAndBehindIt(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, "SET search_path = outside, public");
            List<String> outside = Query.rows(connection, SETTINGS);
            connection.setAutoCommit(false);
            Query.execute(connection, AWKWARD_SETTINGS.replace("SET ", "SET LOCAL "));
            List<String> inside = Query.rows(connection, SETTINGS);

            LiveSchema.read(connection, "public", HISTORY);

            assertThat(Query.rows(connection, SETTINGS)).isEqualTo(inside).isNotEqualTo(outside);
            connection.commit();
            assertThat(Query.rows(connection, SETTINGS)).isEqualTo(outside);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneQueryReadsAllInATransactionThatMayNotWrite(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            RichSchema.make(connection);
            connection.setReadOnly(true);
            ServerLog.Mark mark = database.mark();

            LiveSchema.read(connection, "public", HISTORY);

            assertThat(database.statements(mark)).extracting(statement -> statement.sql().strip().split("\\s", 2)[0])
                    .containsExactly("BEGIN", "SELECT", "SELECT", "DECLARE", "SELECT", "FETCH", "CLOSE", "SELECT", "COMMIT");
        }
    }

    private static String text(Connection connection, String schema) throws SQLException {
        return new TargetSchema(LiveSchema.read(connection, schema, HISTORY)).text();
    }
}
