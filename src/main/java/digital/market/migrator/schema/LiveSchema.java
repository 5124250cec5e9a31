package digital.market.migrator.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import digital.market.migrator.database.OwnQuery;
import digital.market.migrator.database.Sql;

/** What a schema of a database looks like now. */
public final class LiveSchema {

    /** The oldest release of PostgreSQL that it can read. */
    public static final int OLDEST_RELEASE = 14;

    /** Stands for a line break in a definition, so that each has one line. */
    static final char LINE_BREAK = '\u2424';

    /**
     * What PostgreSQL's spelling of a definition depends on. Names of the schema and of extensions' objects get no prefix;
     * those of temporary tables do.
     */
    private static final List<Parameter> SPELLING = List.of(
            new Parameter("search_path", """
                    (SELECT pg_catalog.concat_ws(', ', pg_catalog.quote_ident(%1$s), (
                         SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
                         FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
                         WHERE n.nspname NOT IN ('pg_catalog', %1$s)), 'pg_temp'))"""),
            new Parameter("quote_all_identifiers", "'off'"),
            new Parameter("standard_conforming_strings", "'on'"),
            new Parameter("datestyle", "'ISO, MDY'"),
            new Parameter("intervalstyle", "'postgres'"),
            new Parameter("timezone", "'UTC'"),
            new Parameter("bytea_output", "'hex'"),
            new Parameter("extra_float_digits", "'1'"),
            new Parameter("lc_monetary", "'C'"));

    private static final Pattern BREAK = Pattern.compile("\\r\\n?|\\n");
    private static final Pattern INDENTED_BREAK = Pattern.compile("\\s*[\\r\\n]\\s*");

    /** A string constant, to be left alone, or the name of a table before that of its column. */
    private static final Pattern QUALIFIER = Pattern.compile(
            "('(?:[^']|'')*')|(?<![\\w\".:])(?<!(?:FROM|JOIN) \\({0,9})(?:[a-z_][\\w$]*|\"(?:[^\"]|\"\")+\")\\.(?=[\\w\"])(?![\\w$]+\\()");

    private static final String BEFORE = SPELLING.stream()
            .map(parameter -> "pg_catalog.current_setting('" + parameter.name() + "') AS " + parameter.name())
            .collect(Collectors.joining(", ", "SELECT ", ";\n"));

    /**
     * What the names in the query mean is settled here, where nobody else's function can be preferred to PostgreSQL's. It is
     * executed when rows are fetched, with the search path that the spelling needs.
     */
    private static final String DECLARE = """
            SELECT pg_catalog.set_config('search_path', 'pg_catalog', true);
            DECLARE market_migrator_schema NO SCROLL CURSOR FOR
            """;

    private static final String FETCH = "FETCH ALL FROM market_migrator_schema; CLOSE market_migrator_schema";

    private static final String SET = SPELLING.stream()
            .map(parameter -> parameter.setTo(parameter.value()))
            .collect(Collectors.joining(", ", "SELECT ", ";\n"));

    /** A run-time parameter, and the value for it as an expression. */
    private record Parameter(String name, String value) {

        String setTo(String expression) {
            return "pg_catalog.set_config('" + name + "', " + expression + ", true)";
        }
    }

    private LiveSchema() {
    }

    /**
     * Reads a schema's objects, in the order of {@link SchemaObject#ORDER}, by one query. It writes nothing, takes no lock
     * beyond that of any query, and leaves the session's settings as they were, inside a transaction and outside.
     *
     * @param historyTable left out, as {@code alembic_version} and what belongs to extensions are
     * @return none if there is no such schema
     */
    public static List<SchemaObject> read(Connection connection, String schema, String historyTable) throws SQLException {
        boolean alone = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(BEFORE + DECLARE + SchemaQuery.of(schema, historyTable) + ";\n" + SET.formatted(Sql.literal(schema)) + FETCH);
            String restore = restore(OwnQuery.firstRows(statement));
            List<SchemaObject> objects = objects(OwnQuery.lastRows(statement));
            statement.execute(restore);
            return objects;
        } finally {
            connection.setAutoCommit(alone);
        }
    }

    private static String restore(ResultSet before) throws SQLException {
        before.next();
        List<String> calls = new ArrayList<>();
        for (Parameter parameter : SPELLING) {
            calls.add(parameter.setTo(Sql.literal(before.getString(parameter.name()))));
        }
        return "SELECT " + String.join(", ", calls);
    }

    private static List<SchemaObject> objects(ResultSet rows) throws SQLException {
        List<SchemaObject> objects = new ArrayList<>();
        while (rows.next()) {
            ObjectKind kind = ObjectKind.valueOf(rows.getString(1));
            objects.add(SchemaObject.of(kind, rows.getString(2), rows.getString(3), definition(kind, rows.getString(4))));
        }
        objects.sort(SchemaObject.ORDER);
        return List.copyOf(objects);
    }

    private static String definition(ObjectKind kind, String text) {
        if (kind == ObjectKind.VIEW || kind == ObjectKind.MATERIALIZED_VIEW) {
            return unqualified(INDENTED_BREAK.matcher(text).replaceAll(" "));
        }
        return BREAK.matcher(text).replaceAll(String.valueOf(LINE_BREAK));
    }

    /**
     * A view's text without the tables' names before columns: releases before 16 put them there in each case, newer ones
     * only where there are several tables.
     */
    private static String unqualified(String query) {
        return QUALIFIER.matcher(query).replaceAll(found -> found.group(1) == null ? "" : Matcher.quoteReplacement(found.group(1)));
    }
}
