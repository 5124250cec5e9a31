package digital.market.migrator.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What somebody plants who may create in a schema, to have it called with the rights of others: whatever some statements name and
 * PostgreSQL has. A function or an operator is planted with PostgreSQL's own argument types, and with types that arguments in its
 * catalogs have, so that it is preferred wherever the schema is on the search path. Each leaves a line in the server's log. A view
 * that is called like a catalog has none of its columns, so that a statement which finds it fails.
 */
public record PlantedNames(Set<String> words, Set<String> operators) {

    /** What each line in the log holds. */
    static final String TRACE = "PLANTED ";

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern OPERATOR = Pattern.compile("[-+*/<>=~!@#%^&|`?]+");

    /** What {@code IN}, {@code LIKE}, {@code CASE}, {@code NULLIF}, {@code IS DISTINCT FROM} and {@code BETWEEN} call. */
    private static final List<String> OF_KEYWORDS = List.of("=", "<>", "~~", "!~~", "<=", ">=");

    private static final String PLANT = """
            DO $plant$
            DECLARE
                one text;
                arguments text;
                types text[] := ARRAY['name', 'text', 'varchar', 'regclass', 'oid', '"char"', 'int2', 'int4', 'int8', 'bool', 'xid', 'numeric',
                                      'timestamp', 'timestamptz', 'interval', 'regtype', 'pg_node_tree', 'oidvector', 'name[]', 'text[]', 'oid[]'];
                pairs text[] := ARRAY['name', 'text', 'regclass', 'oid', '"char"', 'int2', 'int4', 'int8', 'bool'];
            BEGIN
                SET LOCAL search_path = pg_catalog;
                SET LOCAL check_function_bodies = off;
                FOR one IN SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (%2$s) LOOP
                    FOR arguments IN
                        SELECT t FROM unnest(types) AS t
                        UNION SELECT a || ', ' || b FROM unnest(pairs) AS a, unnest(pairs) AS b
                        UNION SELECT repeat('text, ', n) || 'text' FROM generate_series(2, 12) AS n
                        UNION SELECT '' UNION SELECT oidvectortypes(proargtypes) FROM pg_proc
                              WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = one AND provariadic = 0
                                AND NOT EXISTS (SELECT FROM pg_type AS t WHERE t.oid = ANY (proargtypes) AND t.typtype = 'p')
                    LOOP
                        EXECUTE format('CREATE OR REPLACE FUNCTION %%I.%%I(%%s) RETURNS text LANGUAGE plpgsql AS %%L', %1$s, one, arguments,
                            format('BEGIN RAISE WARNING USING MESSAGE = %%L; RETURN NULL; END', '%4$s' || one || '(' || arguments || ')'));
                    END LOOP;
                END LOOP;
                FOR one IN SELECT DISTINCT oprname FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprname = ANY (%3$s) LOOP
                    FOR arguments IN
                        SELECT format('LEFTARG = %%s, RIGHTARG = %%s', a, b) FROM unnest(types) AS a, unnest(types) AS b
                    LOOP
                        EXECUTE format('CREATE OR REPLACE FUNCTION %%I.planted_operator(%%s) RETURNS bool LANGUAGE plpgsql AS %%L', %1$s,
                            replace(replace(arguments, 'LEFTARG = ', ''), 'RIGHTARG = ', ''),
                            format('BEGIN RAISE WARNING USING MESSAGE = %%L; RETURN NULL; END', '%4$s' || arguments));
                        EXECUTE format('CREATE OPERATOR %%I.%%s (%%s, FUNCTION = %%I.planted_operator)', %1$s, one, arguments, %1$s);
                    END LOOP;
                END LOOP;
                FOR one IN SELECT DISTINCT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v')
                                                                   AND relname = ANY (%2$s) LOOP
                    EXECUTE format('CREATE VIEW %%I.%%I AS SELECT 1 AS planted', %1$s, one);
                END LOOP;
            END
            $plant$
            """;

    /** What these statements name, in their strings too. */
    public static PlantedNames in(List<String> statements) {
        Set<String> words = new TreeSet<>();
        Set<String> operators = new TreeSet<>(OF_KEYWORDS);
        for (String statement : statements) {
            find(WORD, statement, words);
            find(OPERATOR, statement, operators);
        }
        return new PlantedNames(words, operators);
    }

    /** Plants all of it. */
    public void plantIn(Connection connection, String schema) throws SQLException {
        Query.execute(connection, PLANT.formatted(literal(schema), array(words), array(operators), TRACE));
    }

    private static void find(Pattern pattern, String text, Set<String> found) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
    }

    private static String array(Set<String> texts) {
        return texts.stream().map(PlantedNames::literal).collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
