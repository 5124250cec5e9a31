package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import digital.market.migrator.settings.Mask;

/**
 * The lock under which nobody else even reads a table, held to the end of the transaction.
 *
 * @param table the table's name as SQL
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES">Table-Level Locks</a>
 */
public record TableLock(String table) {

    private static final String HOLDERS = "SELECT DISTINCT l.pid, " + Activity.COLUMNS + """
            FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
            WHERE l.locktype = 'relation' AND l.granted AND l.relation = pg_catalog.to_regclass(%s)
              AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
              AND l.pid <> pg_catalog.pg_backend_pid()
            ORDER BY l.pid
            """;

    /** Takes the lock, waiting for it as long as the session's {@code lock_timeout} says. */
    public void acquire(Connection connection) throws SQLException {
        Session.execute(connection, "LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
    }

    /**
     * The sessions that hold a lock of this table, in words; none if they have ended meanwhile.
     *
     * @param mask over what they execute
     */
    public List<String> holders(Connection connection, Mask mask) throws SQLException {
        List<String> holders = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = OwnQuery.ask(statement, HOLDERS.formatted(Sql.literal(table)))) {
            while (result.next()) {
                holders.add(Activity.describe(result, mask));
            }
        }
        return holders;
    }
}
