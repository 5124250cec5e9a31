package digital.market.migrator.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Short ways to ask a database and to prepare it. */
public final class Query {

    /** Rank, version, description, type, script, checksum, installer and success of each row: all but the times. */
    private static final String HISTORY = """
            SELECT installed_rank, version, description, type, script, checksum, installed_by, success
            FROM "%s"."%s" ORDER BY installed_rank
            """;

    private Query() {
    }

    /** The rows of a query, their columns joined by {@code |}. */
    public static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    /** The rows of a query that the database's own role sends. */
    public static List<String> rows(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect()) {
            return rows(connection, sql);
        }
    }

    /** The history in the schema {@code public}: whatever does not depend on time. */
    public static List<String> history(TestDatabase database) throws SQLException {
        return history(database, "public", "flyway_schema_history");
    }

    /** The history in this schema and table: whatever does not depend on time. */
    public static List<String> history(TestDatabase database, String schema, String table) throws SQLException {
        return rows(database, HISTORY.formatted(schema, table));
    }

    /** Whether the schema {@code public} holds a table of this name. */
    public static boolean hasTable(TestDatabase database, String name) throws SQLException {
        return rows(database, "SELECT to_regclass('public." + name + "') IS NOT NULL").equals(List.of("t"));
    }

    /** Executes statements as the database's own role. */
    public static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect()) {
            execute(connection, sql);
        }
    }

    /** Executes statements as the superuser. */
    public static void executeAsSuperuser(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.asSuperuser()) {
            execute(connection, sql);
        }
    }

    /** Executes statements. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
