package digital.market.migrator.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a run that refuses must leave as it was.
 *
 * @param schema  the text of the schema {@code public}, the history's table included
 * @param history the rows of the history, in order; none if there is no such table
 */
public record Snapshot(String schema, List<String> history) {

    private static final String HISTORY = """
            SELECT h::text FROM public.flyway_schema_history AS h ORDER BY installed_rank
            """;
    private static final String HAS_HISTORY = """
            SELECT to_regclass('public.flyway_schema_history') IS NOT NULL
            """;

    /** What is in the database now; taken as the superuser, whose statements are not counted. */
    public static Snapshot of(TestDatabase database) throws SQLException {
        try (Connection connection = database.asSuperuser()) {
            return new Snapshot(SchemaText.of(connection, "public", Set.of()), history(connection));
        }
    }

    private static List<String> history(Connection connection) throws SQLException {
        List<String> rows = new ArrayList<>();
        if (strings(connection, HAS_HISTORY).equals(List.of("t"))) {
            rows.addAll(strings(connection, HISTORY));
        }
        return rows;
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }
}
