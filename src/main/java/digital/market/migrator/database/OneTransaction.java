package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * All that is done on a session from here on, as one transaction: it is committed by {@link #commit()}, or else rolled back
 * when this is closed. The session itself stays open.
 */
public final class OneTransaction implements Session {

    private final Session session;
    private final Connection connection;
    private final Connection lent;
    private final Savepoint beginning;

    private OneTransaction(Session session, Connection connection, Savepoint beginning, Cancellation cancellation) {
        this.session = session;
        this.connection = connection;
        this.beginning = beginning;
        this.lent = BorrowedConnection.inTransaction(connection, () -> this.beginning, UnaryOperator.identity(), cancellation);
    }

    /** Begins a transaction on a session that is in none. */
    public static OneTransaction begin(Session session, Cancellation cancellation) throws SQLException {
        Connection connection = session.connection();
        connection.setAutoCommit(false);
        try {
            return new OneTransaction(session, connection, connection.setSavepoint(), cancellation);
        } catch (SQLException e) {
            connection.setAutoCommit(true);
            throw e;
        }
    }

    /** Makes all of it last. */
    public void commit() throws SQLException {
        CommitException.commit(connection);
    }

    @Override
    public Connection connection() {
        return lent;
    }

    /** {@inheritDoc} Whoever began it commits it. */
    @Override
    public boolean inCallersTransaction() {
        return true;
    }

    @Override
    public Watch watch() {
        return session.watch();
    }

    @Override
    public void acquire(AdvisoryLock lock, Duration budget) throws SQLException {
        session.acquire(lock, budget);
    }

    @Override
    public void begin(Set<String> parameters) throws SQLException {
        session.begin(parameters);
    }

    @Override
    public void reset() throws SQLException {
        session.resetWithinTransaction();
    }

    @Override
    public void fail() throws SQLException {
        connection.rollback();
    }

    /** Rolls back what has not been committed. */
    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }
}
