package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * One transaction behind a pooler that gives each transaction another session of the server. That session is somebody else's
 * as soon as the transaction has ended, and is treated as a caller's: the lock and all settings are the transaction's, and
 * what a script has changed all the same is given back before the commit.
 */
public final class PooledTransaction implements AutoCloseable {

    /** PgBouncer's words, which come with no SQLSTATE of their own. */
    private static final String STATEMENT_POOLING = "statement pooling";

    private final Connection connection;
    private final CallerTransaction inside;
    private boolean committed;

    private PooledTransaction(Connection connection, CallerTransaction inside) {
        this.connection = connection;
        this.inside = inside;
    }

    /** What a script sets that PostgreSQL does not list by itself, and how a statement is limited to its transaction. */
    public record Limits(Set<String> parameters, UnaryOperator<String> forTransaction) {
    }

    /** Begins a transaction that only reads. */
    static PooledTransaction begin(Connection connection, Session.Terms terms, Limits limits, Cancellation cancellation) throws SQLException {
        open(connection);
        return enter(connection, terms, limits, cancellation);
    }

    /**
     * Begins a transaction that holds the migrators' lock to its end. Each try to have it is a transaction, so that none is
     * open while another migrator is at work.
     */
    static PooledTransaction begin(Connection connection, Session.Terms terms, Limits limits, AdvisoryLock lock, Duration budget,
            Cancellation cancellation) throws SQLException {
        lock.acquire(connection, () -> beginWith(lock, connection), budget, cancellation);
        return enter(connection, terms, limits, cancellation);
    }

    private static boolean beginWith(AdvisoryLock lock, Connection connection) throws SQLException {
        open(connection);
        boolean taken = false;
        try {
            taken = lock.beginWith(connection);
            return taken;
        } catch (SQLException e) {
            refuseStatementPooling(e);
            throw e;
        } finally {
            if (!taken) {
                end(connection);
            }
        }
    }

    private static PooledTransaction enter(Connection connection, Session.Terms terms, Limits limits, Cancellation cancellation)
            throws SQLException {
        try {
            return new PooledTransaction(connection, CallerTransaction.behindPooler(connection, terms, limits, cancellation));
        } catch (SQLException | RuntimeException e) {
            end(connection);
            refuseStatementPooling(e);
            throw e;
        }
    }

    /** The session to work over. It commits nothing. */
    public Session session() {
        return inside;
    }

    /** Gives back what was changed in the session, and makes all else last. */
    public void commit() throws SQLException {
        inside.close();
        CommitException.commit(connection);
        committed = true;
    }

    /** Rolls back what has not been committed. A rollback keeps a lock of the session that a script has taken: that goes first. */
    @Override
    public void close() throws SQLException {
        try {
            if (!committed && !connection.isClosed()) {
                inside.fail();
                inside.close();
            }
        } finally {
            end(connection);
        }
    }

    private static void open(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
    }

    /** A connection that is lost has no transaction any more, and says so to whoever uses it next. */
    private static void end(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void refuseStatementPooling(Exception e) {
        if (String.valueOf(e.getMessage()).contains(STATEMENT_POOLING)) {
            throw new MigrationException(Failure.of(Outcome.CONFIGURATION, "The pooler before the server allows no transactions "
                    + "(pool_mode=statement), and without them nothing can be migrated safely.")
                    .withAdvice("Connect to PostgreSQL itself, or to a pool with pool_mode=transaction or session."), e);
        }
    }
}
