package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTextTest {

    private static final String ALL_SORTS = """
            CREATE SCHEMA "Shop";
            SET search_path = "Shop";
            CREATE SEQUENCE tickets START 5;
            CREATE TABLE b (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                size numeric(8, 2) DEFAULT 1.5 CHECK (size > 0),
                twice numeric GENERATED ALWAYS AS (size * 2) STORED);
            CREATE TABLE a (ticket integer DEFAULT nextval('tickets'), b_id bigint CONSTRAINT to_b REFERENCES b);
            CREATE INDEX by_b ON a (b_id) WHERE ticket > 0;
            CREATE VIEW all_a AS SELECT ticket FROM a;
            CREATE TABLE flyway_schema_history (installed_rank serial PRIMARY KEY);
            CREATE TABLE alembic_version (version_num varchar);
            RESET search_path;
            """;

    @ParameterizedTest
    @EnumSource
    void everyReleaseGivesTheSameText(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase();
             Connection connection = database.connect();
             Statement statement = connection.createStatement()) {
            statement.execute(ALL_SORTS);

            assertThat(SchemaText.of(connection, "Shop")).isEqualTo("""
                    table a
                      column b_id bigint
                      column ticket integer DEFAULT nextval('tickets'::regclass)
                      constraint to_b FOREIGN KEY (b_id) REFERENCES b(id)
                      index CREATE INDEX by_b ON a USING btree (b_id) WHERE ticket > 0

                    view all_a
                      column ticket integer

                    table b
                      column id bigint NOT NULL GENERATED ALWAYS AS IDENTITY
                      column size numeric(8,2) DEFAULT 1.5
                      column twice numeric GENERATED ALWAYS AS ((size * (2)::numeric))
                      constraint b_pkey PRIMARY KEY (id)
                      constraint b_size_check CHECK ((size > (0)::numeric))
                      sequence b_id_seq bigint START 1 INCREMENT 1 OWNED BY b.id

                    sequence tickets
                      sequence tickets bigint START 5 INCREMENT 1
                    """);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOrderOfColumnsDoesNotMatter(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase();
             Connection connection = database.connect();
             Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a integer, b text)");
            String before = SchemaText.of(connection, "public");
            statement.execute("DROP TABLE t; CREATE TABLE t (b text, a integer)");

            assertThat(SchemaText.of(connection, "public")).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptySchemaAndAMissingOneHaveNoText(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            assertThat(SchemaText.of(connection, "public")).isEmpty();
            assertThat(SchemaText.of(connection, "nowhere")).isEmpty();
        }
    }
}
