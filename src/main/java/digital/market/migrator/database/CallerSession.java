package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A caller's session in auto-commit: each migration is a transaction of ours. The connection stays open, and role,
 * settings and session locks are in the end what the caller had.
 */
public final class CallerSession implements Session {

    private final Connection connection;
    private final Connection lent;
    private final Cancellation cancellation;
    private final SessionState callers;
    private final SessionState atStart;
    private final Inherited inherited;
    private final String schema;
    private Optional<AdvisoryLock> held = Optional.empty();
    private Optional<SessionObjects> beforeScripts = Optional.empty();

    private CallerSession(Connection connection, SessionState callers, SessionState atStart, Inherited inherited, String schema,
            Cancellation cancellation) {
        this.connection = connection;
        this.lent = BorrowedConnection.of(connection, cancellation);
        this.callers = callers;
        this.atStart = atStart;
        this.inherited = inherited;
        this.schema = schema;
        this.cancellation = cancellation;
    }

    /**
     * Starts a run on a caller's connection.
     *
     * @param parameters names of run-time parameters that the scripts will set: PostgreSQL does not list those of an
     *                   application's own making ({@code SET shop.tenant}) among the others
     */
    public static CallerSession on(Connection connection, Terms terms, Set<String> parameters, Cancellation cancellation)
            throws SQLException {
        SessionState callers = SessionState.of(connection, parameters);
        cancellation.covers(connection);
        terms.apply(connection, false);
        Inherited inherited = Inherited.take(connection, false);
        return new CallerSession(connection, callers, SessionState.of(connection, parameters), inherited, terms.schema(), cancellation);
    }

    @Override
    public Connection connection() {
        return lent;
    }

    @Override
    public boolean inCallersTransaction() {
        return false;
    }

    @Override
    public void acquire(AdvisoryLock lock, Duration budget) throws SQLException {
        lock.acquire(lent, AdvisoryLock.Scope.SESSION, budget, cancellation);
        held = Optional.of(lock);
    }

    /** {@inheritDoc} A caller's driver may send the statements of one message each by itself: what holds them together is a transaction. */
    @Override
    public ResultSet ask(Statement statement, String sql) throws SQLException {
        boolean begins = lent.getAutoCommit();
        if (begins) {
            lent.setAutoCommit(false);
        }
        try {
            ResultSet rows = Session.super.ask(statement, sql);
            if (begins) {
                lent.commit();
            }
            return rows;
        } catch (SQLException e) {
            if (begins) {
                lent.rollback();
            }
            throw e;
        } finally {
            if (begins) {
                lent.setAutoCommit(true);
            }
        }
    }

    @Override
    public void begin(Set<String> parameters) throws SQLException {
        if (beforeScripts.isEmpty()) {
            beforeScripts = Optional.of(SessionObjects.of(lent));
        }
        Session.execute(lent, inherited.giveTo(schema));
    }

    /** {@inheritDoc} What the caller himself has made in the session stays. */
    @Override
    public void reset() throws SQLException {
        atStart.restoreSettings(lent, false);
        removeObjects(lent);
        callers.releaseOtherLocks(lent, held);
    }

    private void removeObjects(Connection over) throws SQLException {
        if (beforeScripts.isPresent()) {
            beforeScripts.get().removeOthersAndChannels(over);
        }
    }

    @Override
    public void fail() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    @Override
    public void close() throws SQLException {
        cancellation.releases(connection);
        if (held.isPresent()) {
            held.get().release(connection);
        }
        callers.releaseOtherLocks(connection, Optional.empty());
        callers.restoreSettings(connection, false);
        removeObjects(connection);
    }
}
