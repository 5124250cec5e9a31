package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digital.market.migrator.report.Difference;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each change that somebody makes by hand is found and named, and the statement that is given for it mends it. */
class DriftTest {

    private static final String HISTORY = "flyway_schema_history";
    private static final TargetSchema TARGET = TargetSchema.parse(RichSchema.text());
    private static final Map<Postgres, TestDatabase> DATABASES = new EnumMap<>(Postgres.class);
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    static Stream<Arguments> eachChangeOnEachRelease() {
        return HandMadeChanges.all().stream()
                .flatMap(change -> Stream.of(Postgres.values()).map(postgres -> Arguments.of(change, postgres)));
    }

    @ParameterizedTest
    @MethodSource("eachChangeOnEachRelease")
    void eachChangeIsNamedAndMendedWhereThatIsSafe(HandMadeChange change, Postgres postgres) throws SQLException {
        String schema = "schema " + SCHEMAS.incrementAndGet();
        try (Connection connection = database(postgres).connect()) {
            Query.execute(connection, "CREATE SCHEMA \"%1$s\"; SET search_path = \"%1$s\"".formatted(schema));
            RichSchema.make(connection);
            assertThat(lines(drift(connection, schema))).isEmpty();
            Query.execute(connection, change.sql());

            List<Difference> drift = drift(connection, schema);

            assertThat(lines(drift)).isEqualTo(change.lines());
            assertThat(drift.stream().flatMap(one -> one.statement().stream())).isEqualTo(change.statements());
            mend(connection, drift);
            assertThat(lines(drift(connection, schema))).isEqualTo(change.left());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theIndexThatAnInterruptedBuildLeftBehindIsFoundAndBuiltAgain(Postgres postgres) throws SQLException {
        String schema = "schema " + SCHEMAS.incrementAndGet();
        try (Connection connection = database(postgres).connect()) {
            Query.execute(connection, "CREATE SCHEMA \"%1$s\"; SET search_path = \"%1$s\"".formatted(schema));
            RichSchema.make(connection);
            Query.execute(connection, """
                    DROP INDEX "Reviews by text";
                    ALTER TABLE reviews DROP CONSTRAINT of_product;
                    INSERT INTO reviews (product_id, title, text) VALUES (1, 'one', 'twice'), (2, 'two', 'twice');
                    """);
            assertThatThrownBy(() -> Query.execute(connection, "CREATE UNIQUE INDEX CONCURRENTLY \"Reviews by text\" ON reviews (lower(text))"))
                    .hasMessageContaining("could not create unique index");
            Query.execute(connection, "DELETE FROM reviews");

            List<Difference> drift = drift(connection, schema);

            assertThat(lines(drift)).last().isEqualTo("differs index reviews.\"Reviews by text\": UNIQUE USING btree (lower(text::text)) INVALID, "
                    + "should be UNIQUE USING btree (lower(text::text))");
            assertThat(drift).last().extracting(Difference::statement).isEqualTo(Optional.of("REINDEX INDEX CONCURRENTLY \"Reviews by text\""));
            mend(connection, drift);
            assertThat(drift(connection, schema)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRuleThatIsNotKeptIsFound(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, "CREATE TABLE t (a integer NOT NULL, b integer CHECK (b > 0))");
            TargetSchema target = new TargetSchema(LiveSchema.read(connection, "public", HISTORY));
            Query.execute(connection, "ALTER TABLE t ALTER COLUMN a DROP NOT NULL");
            if (postgres == Postgres.V18) {
                Query.execute(connection, """
                        ALTER TABLE t ADD CONSTRAINT a_there NOT NULL a NOT VALID;
                        ALTER TABLE t DROP CONSTRAINT t_b_check, ADD CONSTRAINT t_b_check CHECK (b > 0) NOT ENFORCED;
                        """);
            }

            assertThat(lines(Drift.between(target, LiveSchema.read(connection, "public", HISTORY)))).isEqualTo(postgres == Postgres.V18
                    ? List.of("differs column t.a: integer NOT NULL NOT VALID, should be integer NOT NULL",
                            "differs constraint t.t_b_check: CHECK ((b > 0)) NOT ENFORCED, should be CHECK ((b > 0))")
                    : List.of("differs column t.a: integer, should be integer NOT NULL"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aViewThatReadsAnotherTablesColumnOfTheSameNameDiffers(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            Query.execute(connection, """
                    CREATE TABLE a (id integer);
                    CREATE TABLE b (id integer);
                    CREATE VIEW v AS SELECT a.id FROM a, b;
                    """);
            TargetSchema target = new TargetSchema(LiveSchema.read(connection, "public", HISTORY));
            Query.execute(connection, "CREATE OR REPLACE VIEW v AS SELECT b.id FROM a, b");

            assertThat(lines(Drift.between(target, LiveSchema.read(connection, "public", HISTORY))))
                    .containsExactly("differs view v: OF b(id) AS SELECT id FROM a, b, should be OF a(id) AS SELECT id FROM a, b");
        }
    }

    @Test
    void whatAMissingObjectIsNeededForGetsNoStatementBeforeItIsThere() {
        TargetSchema target = TargetSchema.parse("""
                table a
                column a.id integer NOT NULL DEFAULT nextval('s'::regclass)
                constraint a.a_pkey PRIMARY KEY (id)
                constraint a.to_a FOREIGN KEY (id) REFERENCES a(id)
                sequence s integer
                """);

        List<Difference> drift = Drift.between(target, TargetSchema.parse("""
                table a
                column a.id integer NOT NULL
                """).objects());
        List<Difference> withSequence = Drift.between(target, TargetSchema.parse("""
                table a
                column a.id integer NOT NULL
                sequence s integer
                """).objects());

        assertThat(drift).hasSize(4).allSatisfy(one -> assertThat(one.statement()).isEmpty());
        assertThat(withSequence).extracting(one -> one.what() + ": " + one.statement().isPresent())
                .containsExactly("column a.id: true", "constraint a.a_pkey: true", "constraint a.to_a: false");
    }

    private static List<Difference> drift(Connection connection, String schema) throws SQLException {
        return Drift.between(TARGET, LiveSchema.read(connection, schema, HISTORY));
    }

    private static List<String> lines(List<Difference> drift) {
        return drift.stream().map(Difference::line).toList();
    }

    private static void mend(Connection connection, List<Difference> drift) throws SQLException {
        for (Difference difference : drift) {
            for (String statement : difference.statement().map(text -> text.split("; ")).orElse(new String[0])) {
                Query.execute(connection, statement);
            }
        }
    }

    private static TestDatabase database(Postgres postgres) {
        return DATABASES.computeIfAbsent(postgres, Postgres::newDatabase);
    }

    @AfterAll
    static void dropDatabases() throws SQLException {
        for (TestDatabase database : DATABASES.values()) {
            database.close();
        }
    }
}
