package digital.market.migrator.schema;

import digital.market.migrator.database.Sql;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * One object of each kind, all called by these names and saying these texts.
 *
 * @param names  different from each other
 * @param bodies what is said in defaults, bodies, labels and conditions
 */
record GeneratedSchema(List<String> names, List<String> bodies) {

    private static final int NAMES = 6;
    private static final int LONGEST_NAME = 60;

    /** With characters that mean something in SQL, in a target's lines, or to a reader of lines. */
    static Arbitrary<GeneratedSchema> any() {
        Arbitrary<Character> odd = Arbitraries.of('\n', '\r', '\t', '\f', '\u000B', '\u0085', '\u2028', '\u2029', '\u00A0', '\u2424', '"', '\'', '\\',
                '.', '(', ')', ' ', ',', '$', ';', '&', 'U', 'ü', '漢', '\u202E', '\u001B', '%', ':', '/', '-', '0', 'A');
        Arbitrary<String> plain = Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(LONGEST_NAME);
        Arbitrary<String> words = Arbitraries.of("view", "table", "select", "AS x", "x INVALID", "U&\"x\"", "\\000A", " x ", "OWNED BY a.b", "t.c");
        Arbitrary<String> strange = text(odd, 1, LONGEST_NAME);
        Arbitrary<String> name = Arbitraries.oneOf(plain, words, strange).map(GeneratedSchema::asLongAsNamesMayBe);
        Arbitrary<String> body = Arbitraries.oneOf(plain, words, text(odd, 0, LONGEST_NAME * 4));
        return Combinators.combine(name.list().ofSize(NAMES).uniqueElements(), body.list().ofSize(2)).as(GeneratedSchema::new);
    }

    private static Arbitrary<String> text(Arbitrary<Character> characters, int least, int most) {
        return characters.list().ofMinSize(least).ofMaxSize(most).map(all -> all.stream().map(String::valueOf).collect(Collectors.joining()));
    }

    /** The statements that make it. */
    String sql() {
        String one = Sql.identifier(names.get(0));
        String two = Sql.identifier(names.get(1));
        String three = Sql.identifier(names.get(2));
        String type = Sql.identifier(names.get(3));
        String other = Sql.identifier(names.get(4));
        String view = Sql.identifier(names.get(5));
        String text = Sql.literal(bodies.get(0));
        String label = Sql.literal(asLongAsNamesMayBe(bodies.get(1)));
        return String.join(";\n",
                "CREATE TYPE " + type + " AS ENUM (" + label + ")",
                "CREATE TYPE \"no labels\" AS ENUM ()",
                "CREATE TYPE \"no attributes\" AS ()",
                "CREATE DOMAIN " + other + " AS text DEFAULT " + text + " CONSTRAINT " + one + " CHECK (VALUE <> " + text + ")",
                "CREATE TYPE \"The pair\" AS (" + one + " " + type + ", " + two + " " + other + ")",
                "CREATE TYPE \"The span\" AS RANGE (subtype = date)",
                "CREATE TABLE " + one + " (" + one + " serial PRIMARY KEY, " + two + " text DEFAULT " + text + " NOT NULL, " + three + " " + type
                        + " DEFAULT " + label + ", \"The double\" text GENERATED ALWAYS AS (" + two + " || " + text + ") STORED, \"The number\" integer GENERATED ALWAYS AS IDENTITY,"
                        + " CONSTRAINT " + two + " CHECK (" + two + " <> " + text + "), CONSTRAINT " + three + " UNIQUE (" + two + "))",
                "CREATE TABLE " + two + " (" + one + " integer REFERENCES " + one + ") PARTITION BY RANGE (" + one + ")",
                "CREATE TABLE \"The part\" PARTITION OF " + two + " FOR VALUES FROM (1) TO (2)",
                "CREATE INDEX \"The index\" ON " + one + " (" + two + ") WHERE " + two + " <> " + text,
                "CREATE SEQUENCE \"a sequence\" OWNED BY " + one + "." + two,
                "CREATE FUNCTION " + three + "(" + one + " " + type + ", " + three + " timestamp with time zone[], " + view + " double precision, \"The time\" "
                        + "timestamp without time zone, " + two + " " + other + " DEFAULT " + text + ")"
                        + " RETURNS text LANGUAGE sql IMMUTABLE SET application_name = " + text + " AS " + Sql.literal("SELECT " + text),
                "CREATE PROCEDURE " + one + "() LANGUAGE plpgsql AS " + Sql.literal("BEGIN PERFORM " + text + "; END"),
                "CREATE AGGREGATE " + two + "(text) (SFUNC = textcat, STYPE = text)",
                "CREATE FUNCTION \"The trigger\"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER " + three + " AFTER INSERT ON " + one + " FOR EACH ROW WHEN (NEW." + two + " <> " + text + ") EXECUTE FUNCTION \"The trigger\"("
                        + text + ")",
                "CREATE POLICY " + two + " ON " + one + " USING (" + two + " <> " + text + ")",
                "CREATE VIEW " + view + " AS SELECT " + two + ", " + text + " AS " + three + " FROM " + one,
                "CREATE MATERIALIZED VIEW \"The copy\" AS SELECT * FROM " + view);
    }

    /** PostgreSQL cuts what is longer, and not between the bytes of a character. */
    private static String asLongAsNamesMayBe(String text) {
        String name = text;
        while (name.getBytes(StandardCharsets.UTF_8).length > 63) {
            name = name.substring(0, name.length() - 1);
        }
        return name;
    }
}
