package digital.market.migrator.testing;

import digital.market.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that migrations leave in a database, to be compared with another one on the same release. The role that the database
 * belongs to is spelt the same for each.
 *
 * @param schema  every object of every schema, the history's table included: see {@link CatalogText}
 * @param history the history's rows, but for their times; none if there is no history
 * @param rows    all rows of all other tables, and where the sequences are
 */
public record DatabaseContent(List<String> schema, List<String> history, List<String> rows) {

    private static final String EXISTS = """
            SELECT to_regclass(%s) IS NOT NULL
            """;
    private static final String HISTORY = """
            SELECT installed_rank, version, description, type, script, checksum, installed_by, success,
                   installed_on IS NOT NULL AND execution_time >= 0
            FROM %s ORDER BY installed_rank
            """;
    /** A query for each table; how often a sequence logs is chance. */
    private static final String QUERIES = """
            SELECT format(CASE c.relkind WHEN 'S' THEN 'SELECT %%L, last_value, is_called FROM %%s'
                                         ELSE 'SELECT %%L, t::text FROM ONLY %%s AS t ORDER BY 2' END, c.oid::regclass, c.oid::regclass)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
              AND c.oid IS DISTINCT FROM to_regclass(%s)
            ORDER BY 1
            """;

    /** What is there now, with the history in its usual place. */
    public static DatabaseContent of(TestDatabase database) throws SQLException {
        return of(database, "public", "flyway_schema_history");
    }

    /** What is there now, with the history in this schema and table. Taken as the superuser, whose statements are not counted. */
    public static DatabaseContent of(TestDatabase database, String schema, String table) throws SQLException {
        String history = Sql.identifier(schema) + "." + Sql.identifier(table);
        try (Connection connection = database.asSuperuser()) {
            Query.execute(connection, "SET search_path = ''");
            boolean exists = Query.rows(connection, EXISTS.formatted(Sql.literal(history))).equals(List.of("t"));
            return new DatabaseContent(
                    anonymous(database, CatalogText.of(connection)),
                    anonymous(database, exists ? Query.rows(connection, HISTORY.formatted(history)) : List.of()),
                    anonymous(database, rows(connection, Query.rows(connection, QUERIES.formatted(Sql.literal(history))))));
        }
    }

    /** The lines that only this one has, after a {@code +}, and those that only the other one has, after a {@code -}. */
    public List<String> differencesTo(DatabaseContent other) {
        return Stream.of(differences(schema, other.schema), differences(history, other.history), differences(rows, other.rows))
                .flatMap(List::stream).toList();
    }

    private static List<String> differences(List<String> ours, List<String> others) {
        List<String> more = new ArrayList<>(ours);
        others.forEach(more::remove);
        List<String> missing = new ArrayList<>(others);
        ours.forEach(missing::remove);
        return Stream.concat(more.stream().map(line -> "+ " + line), missing.stream().map(line -> "- " + line)).toList();
    }

    private static List<String> rows(Connection connection, List<String> queries) throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String query : queries) {
            rows.addAll(Query.rows(connection, query));
        }
        return rows;
    }

    private static List<String> anonymous(TestDatabase database, List<String> lines) {
        return lines.stream().map(line -> line.replace(database.role(), "(role)")).toList();
    }
}
