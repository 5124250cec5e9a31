package digital.market.migrator.migration;

import digital.market.migrator.testing.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of the table {@code flyway_schema_history}, written and read without the program. */
final class HistoryRows {

    private static final String INSERT = """
            INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            VALUES (?, ?, ?, ?, ?, ?, current_user, 0, ?)
            """;
    private static final String SELECT = """
            SELECT installed_rank, version, description, type, script, checksum, success FROM flyway_schema_history ORDER BY installed_rank
            """;

    private HistoryRows() {
    }

    /** Writes these rows in the place of those that are there. */
    static void write(Connection connection, List<AppliedMigration> rows) throws SQLException {
        Query.execute(connection, "TRUNCATE flyway_schema_history");
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (AppliedMigration row : rows) {
                insert.setInt(1, row.rank());
                insert.setString(2, row.version().map(Version::text).orElse(null));
                insert.setString(3, row.description());
                insert.setString(4, row.type());
                insert.setString(5, row.script());
                insert.setObject(6, row.checksum().orElse(null), Types.INTEGER);
                insert.setBoolean(7, row.success());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The rows by rank. */
    static List<AppliedMigration> read(Connection connection) throws SQLException {
        List<AppliedMigration> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(SELECT)) {
            while (row.next()) {
                rows.add(new AppliedMigration(row.getInt(1), Optional.ofNullable(row.getString(2)).map(Version::of), row.getString(3),
                        row.getString(4), row.getString(5), Optional.ofNullable(row.getObject(6, Integer.class)), row.getBoolean(7)));
            }
        }
        return rows;
    }
}
