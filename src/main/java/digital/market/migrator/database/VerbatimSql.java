package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.CachedQuery;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.SqlCommand;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Sends one SQL statement as it is. In the extended query mode, a caller's connection would split it at semicolons and
 * make one question mark of two, by rules that are not PostgreSQL's own.
 */
final class VerbatimSql {

    private static final int[] NO_PARAMETERS = {};

    private VerbatimSql() {
    }

    /** Executes it as {@link Statement#execute(String)} does. */
    static boolean execute(Statement statement, String sql) throws SQLException {
        Connection connection = statement.getConnection();
        if (connection.unwrap(PGConnection.class).getPreferQueryMode() == PreferQueryMode.SIMPLE) {
            return statement.execute(sql);
        }
        Query query = connection.unwrap(BaseConnection.class).getQueryExecutor().wrap(List.of(new NativeQuery(sql, NO_PARAMETERS, false, SqlCommand.BLANK)));
        return statement.unwrap(BaseStatement.class).executeWithFlags(new CachedQuery(sql, query, false), 0);
    }
}
