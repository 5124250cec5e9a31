package digital.market.migrator.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A query of ours on a session that may have any search path: the message that holds it sets one for its own transaction. */
public final class OwnQuery {

    private static final String PATH = "SELECT pg_catalog.set_config('search_path', 'pg_catalog', true);\n";

    private OwnQuery() {
    }

    /** The rows of a query. */
    static ResultSet ask(Statement statement, String sql) throws SQLException {
        statement.execute(PATH + sql);
        return lastRows(statement);
    }

    /**
     * The rows of the first of the statements that were sent in one message.
     *
     * @throws SQLException if the server has sent none: it does not keep to the protocol
     */
    public static ResultSet firstRows(Statement statement) throws SQLException {
        return sent(statement.getResultSet());
    }

    /**
     * The rows of the last of the statements that were sent in one message.
     *
     * @throws SQLException if the server has sent none: it does not keep to the protocol
     */
    public static ResultSet lastRows(Statement statement) throws SQLException {
        ResultSet last = statement.getResultSet();
        while (statement.getMoreResults(Statement.KEEP_CURRENT_RESULT) || statement.getUpdateCount() != -1) {
            ResultSet next = statement.getResultSet();
            last = next == null ? last : next;
        }
        return sent(last);
    }

    private static ResultSet sent(ResultSet rows) throws SQLException {
        if (rows == null) {
            throw new SQLException("The server has answered a query without rows.", SqlStates.PROTOCOL_VIOLATION);
        }
        return rows;
    }
}
