package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;

/** A COMMIT that failed, or whose answer was lost. */
public final class CommitException extends SQLException {

    private static final long serialVersionUID = 1L;

    private CommitException(SQLException cause) {
        super(cause.getMessage(), cause.getSQLState(), cause);
    }

    /**
     * Commits.
     *
     * @throws CommitException if the server refused, so that all is rolled back, or gave no answer
     */
    public static void commit(Connection connection) throws CommitException {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new CommitException(e);
        }
    }

    /** Whether nobody knows what became of the transaction: only the database does. */
    public boolean unanswered() {
        return SqlStates.connectionLost(this);
    }
}
