package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Set;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * A caller's session inside a transaction of his. The run works between a savepoint and its release; it never commits
 * or rolls back, and what is set is set for the transaction only, so that the caller's commit leaves none of it.
 */
public final class CallerTransaction implements Session {

    private final Connection connection;
    private final Connection lent;
    private final Cancellation cancellation;
    private final SessionState callers;
    private final SessionState atStart;
    private Savepoint savepoint;

    private CallerTransaction(Connection connection, SessionState callers, SessionState atStart, Savepoint savepoint,
            Cancellation cancellation) {
        this.connection = connection;
        this.lent = BorrowedConnection.inTransaction(connection, () -> this.savepoint, cancellation);
        this.callers = callers;
        this.atStart = atStart;
        this.savepoint = savepoint;
        this.cancellation = cancellation;
    }

    /**
     * Starts a run inside a caller's transaction.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if the transaction sees an old snapshot: it could
     *                            not see what another migrator has done
     */
    public static CallerTransaction on(Connection connection, Terms terms, Set<String> parameters,
            Cancellation cancellation) throws SQLException {
        if (connection.getTransactionIsolation() > Connection.TRANSACTION_READ_COMMITTED) {
            throw new MigrationException(Outcome.CONFIGURATION, "The caller's transaction is REPEATABLE READ or SERIALIZABLE "
                    + "and may not see what another migrator has just done: begin it as READ COMMITTED.");
        }
        SessionState callers = SessionState.of(connection, parameters);
        cancellation.covers(connection);
        Savepoint savepoint = connection.setSavepoint();
        try {
            terms.apply(connection, true);
            return new CallerTransaction(connection, callers, SessionState.of(connection, parameters), savepoint, cancellation);
        } catch (SQLException e) {
            connection.rollback(savepoint);
            throw e;
        }
    }

    @Override
    public Connection connection() {
        return lent;
    }

    @Override
    public boolean inCallersTransaction() {
        return true;
    }

    /** {@inheritDoc} A savepoint set after it keeps the lock: what is taken behind one goes when it is rolled back to. */
    @Override
    public void acquire(AdvisoryLock lock, Duration budget) throws SQLException {
        lock.acquire(lent, AdvisoryLock.Scope.TRANSACTION, budget, cancellation);
        connection.releaseSavepoint(savepoint);
        savepoint = connection.setSavepoint();
    }

    @Override
    public void reset() throws SQLException {
        atStart.restoreSettings(lent, true);
    }

    @Override
    public void fail() throws SQLException {
        connection.rollback(savepoint);
    }

    @Override
    public void close() throws SQLException {
        cancellation.releases(connection);
        callers.restoreSettings(connection, true);
        connection.releaseSavepoint(savepoint);
        callers.releaseOtherLocks(connection);
    }
}
