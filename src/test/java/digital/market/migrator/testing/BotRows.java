package digital.market.migrator.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as the bot would have left them behind, several hundred in each table. */
public final class BotRows {

    /** The bot's tables. */
    public static final List<String> TABLES = List.of("categories", "users", "products", "purchases");

    /** Every third user has no name at all, and the ids of purchases have gaps. */
    private static final String INSERT = """
            INSERT INTO categories (category_name, created_at)
            SELECT 'Category ' || n, timestamp '2024-01-01' + n * interval '1 hour' FROM generate_series(1, 300) n;

            INSERT INTO users (telegram_id, username, first_name)
            SELECT 5000000000 + n, CASE WHEN n %% 3 > 0 THEN 'user' || n END, CASE WHEN n %% 3 > 0 THEN 'Zoë ' || n END
            FROM generate_series(1, 400) n;

            INSERT INTO products (name, description, price, file_id, category_id%s)
            SELECT 'Product ' || n, '', n, CASE WHEN n %% 2 = 0 THEN 'file' || n END, 1 + n %% 300%s
            FROM generate_series(1, 500) n;

            INSERT INTO purchases (id, user_id, product_id, price%s)
            SELECT 7 * n, 1 + n %% 400, 1 + n %% 500, n%s FROM generate_series(1, %d) n;
            """;

    private BotRows() {
    }

    /** Fills the tables as they are at the given version. */
    public static void insert(Connection connection, int version) throws SQLException {
        insert(connection, version, 600);
    }

    /** Fills the tables as they are at the given version, with so many purchases. */
    public static void insert(Connection connection, int version, int purchases) throws SQLException {
        boolean hiddenContent = version >= 2;
        String payment = version >= 4 ? ", payment_id, payment_type" : version >= 3 ? ", payment_id" : "";
        String paid = version >= 4 ? ", 'pay-' || n, 'stars'" : version >= 3 ? ", 'pay-' || n" : "";
        try (Statement statement = connection.createStatement()) {
            statement.execute(INSERT.formatted(
                    hiddenContent ? ", hidden_content" : "", hiddenContent ? ", 'Secret ' || n" : "", payment, paid, purchases));
        }
    }

    /** All rows of a table by id, each as its columns and their values. */
    public static Map<Integer, Map<String, Object>> of(Connection connection, String table) throws SQLException {
        Map<Integer, Map<String, Object>> rows = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("SELECT * FROM " + table + " ORDER BY id")) {
            List<String> columns = columns(row.getMetaData());
            while (row.next()) {
                Map<String, Object> values = new LinkedHashMap<>();
                for (String column : columns) {
                    values.put(column, row.getObject(column));
                }
                rows.put(row.getInt("id"), values);
            }
        }
        return rows;
    }

    private static List<String> columns(ResultSetMetaData row) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= row.getColumnCount(); i++) {
            columns.add(row.getColumnName(i));
        }
        return columns;
    }
}
