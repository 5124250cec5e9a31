package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The search path and the row security that a session came with. Scripts have them; our own statements have {@code pg_catalog}
 * alone, where nobody else's function or operator can be preferred to PostgreSQL's, and never see a history with rows missing.
 *
 * @param backend     the process id of the server's session
 * @param searchPath  as {@code SHOW search_path} gives it
 * @param rowSecurity as {@code SHOW row_security} gives it
 * @see <a href="https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATTERNS">Usage Patterns</a>
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-ROW-SECURITY">row_security</a>
 */
record Inherited(int backend, String searchPath, String rowSecurity) {

    /** Sets for the session what our own statements have. */
    static final String OURS = "SET search_path = pg_catalog; SET row_security = off";

    /** Any search path may be in force when this is read, so that each name in it has its schema. */
    private static final String TAKE = """
            SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('search_path'), pg_catalog.current_setting('row_security'),
                   pg_catalog.set_config('search_path', 'pg_catalog', %1$s), pg_catalog.set_config('row_security', 'off', %1$s)
            """;

    private static final String GIVE = """
            SELECT pg_catalog.set_config('search_path', %s, false), pg_catalog.set_config('row_security', %s, false)
            """;

    /**
     * The query that gives what a session came with, and takes it away.
     *
     * @param transactionOnly an expression: whether it is taken away for the transaction only
     */
    static String take(String transactionOnly) {
        return TAKE.formatted(transactionOnly);
    }

    /** True if the server's session is not the one with this process id: a pooler stands between. */
    static String isAnotherThan(int backend) {
        return "pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.<>) " + backend;
    }

    /**
     * The row that the query has given.
     *
     * @throws SQLException if it is not what PostgreSQL answers
     */
    static Inherited of(ResultSet rows) throws SQLException {
        try {
            rows.next();
            return new Inherited(rows.getInt(1), rows.getString(2), rows.getString(3));
        } catch (SQLException e) {
            throw new SQLException("The server has not answered with its process id and two settings.", SqlStates.PROTOCOL_VIOLATION, e);
        }
    }

    /** Takes it away from this session. */
    static Inherited take(Connection connection, boolean transactionOnly) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(take(String.valueOf(transactionOnly)))) {
            return of(rows);
        }
    }

    /** The statement that gives it to a script, the schema before the rest of the path. */
    String giveTo(String schema) {
        return GIVE.formatted(Sql.literal(pathOf(schema)), Sql.literal(rowSecurity));
    }

    /** As Flyway's {@code PostgreSQLConnection.changeCurrentSchemaTo}. */
    private String pathOf(String schema) {
        if (searchPath.equals(schema) || searchPath.startsWith(schema + ",")) {
            return searchPath;
        }
        return Sql.inList(schema) + (searchPath.isBlank() ? "" : "," + searchPath);
    }
}
