package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * A caller's session inside a transaction of his. The run works between a savepoint and its release; it never commits
 * or rolls back, and what is set is set for the transaction only, so that the caller's commit leaves none of it.
 */
public final class CallerTransaction implements Session {

    /** What {@code SET SESSION CHARACTERISTICS} sets, which has no form for a transaction only. */
    private static final String CHARACTERISTICS = "default_transaction_";

    private final Connection connection;
    private final Connection lent;
    private final Cancellation cancellation;
    private final SessionState callers;
    private final SessionState atStart;
    private final Inherited inherited;
    private final String schema;
    private final boolean behindPooler;
    private Savepoint savepoint;
    private Optional<AdvisoryLock> held = Optional.empty();
    private SessionState beforeScript;
    private Optional<SessionObjects> beforeScripts = Optional.empty();
    private Set<String> ofStatements = Set.of();

    private CallerTransaction(Connection connection, SessionState callers, SessionState atStart, Inherited inherited, String schema,
            Savepoint savepoint, UnaryOperator<String> forTransaction, boolean behindPooler, Cancellation cancellation) {
        this.connection = connection;
        this.lent = BorrowedConnection.inTransaction(connection, () -> this.savepoint, forTransaction, cancellation);
        this.callers = callers;
        this.atStart = atStart;
        this.inherited = inherited;
        this.schema = schema;
        this.beforeScript = atStart;
        this.behindPooler = behindPooler;
        this.savepoint = savepoint;
        this.cancellation = cancellation;
    }

    /**
     * Starts a run inside a caller's transaction.
     *
     * @param forTransaction gives a statement that sets something for the session the form that ends with the transaction
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if the transaction has failed already, or if it sees an
     *                            old snapshot: it could not see what another migrator has done
     */
    public static CallerTransaction on(Connection connection, Terms terms, Set<String> parameters,
            UnaryOperator<String> forTransaction, Cancellation cancellation) throws SQLException {
        checkState(connection);
        return begin(connection, terms, parameters, forTransaction, false, cancellation);
    }

    /** Starts inside a transaction of ours, in a session that a pooler has lent for it. */
    static CallerTransaction behindPooler(Connection connection, Terms terms, PooledTransaction.Limits limits, Cancellation cancellation)
            throws SQLException {
        return begin(connection, terms, limits.parameters(), limits.forTransaction(), true, cancellation);
    }

    private static CallerTransaction begin(Connection connection, Terms terms, Set<String> parameters,
            UnaryOperator<String> forTransaction, boolean behindPooler, Cancellation cancellation) throws SQLException {
        SessionState callers = SessionState.of(connection, parameters);
        cancellation.covers(connection);
        Savepoint savepoint = connection.setSavepoint();
        try {
            terms.apply(connection, true);
            Inherited inherited = Inherited.take(connection, true);
            if (behindPooler) {
                Session.execute(connection, Terms.guard(true) + Terms.withoutTransactionTimeout(true));
            }
            return new CallerTransaction(connection, callers, SessionState.of(connection, parameters), inherited, terms.schema(),
                    savepoint, forTransaction, behindPooler, cancellation);
        } catch (SQLException | MigrationException e) {
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
            throw e;
        }
    }

    private static void checkState(Connection connection) throws SQLException {
        try {
            if (connection.getTransactionIsolation() > Connection.TRANSACTION_READ_COMMITTED) {
                throw new MigrationException(Outcome.CONFIGURATION, "The caller's transaction is REPEATABLE READ or SERIALIZABLE "
                        + "and may not see what another migrator has just done: begin it as READ COMMITTED.");
            }
        } catch (SQLException e) {
            if (!SqlStates.of(e).equals(SqlStates.IN_FAILED_TRANSACTION)) {
                throw e;
            }
            throw new MigrationException(Failure.of(Outcome.CONFIGURATION, "The caller's transaction has failed before the run began.")
                    .withAdvice("Roll it back, to a savepoint or all of it, and run again.").withServer(SqlStates.words(e)), e);
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

    @Override
    public boolean behindPooler() {
        return behindPooler;
    }

    /** {@inheritDoc} A savepoint set after it keeps the lock: what is taken behind one goes when it is rolled back to. */
    @Override
    public void acquire(AdvisoryLock lock, Duration budget) throws SQLException {
        lock.acquire(lent, AdvisoryLock.Scope.TRANSACTION, budget, cancellation);
        held = Optional.of(lock);
        connection.releaseSavepoint(savepoint);
        savepoint = connection.setSavepoint();
    }

    @Override
    public void begin(Set<String> parameters) throws SQLException {
        ofStatements = parameters;
        Session.execute(lent, inherited.giveTo(schema));
        beforeScript = SessionState.of(connection, callers.asked());
        if (beforeScripts.isEmpty()) {
            beforeScripts = Optional.of(SessionObjects.of(connection));
        }
    }

    /**
     * {@inheritDoc} What the script's own statements set is set for the transaction only, and so it is set back. What
     * else differs was set by a {@code DO} block or a function, and probably for the session: then only to set it for the
     * session too makes the caller's commit find what he had. PostgreSQL does not tell whether he had it for his transaction only.
     */
    @Override
    public void reset() throws SQLException {
        Set<String> forSession = beforeScript.differencesTo(SessionState.of(connection, callers.asked()));
        forSession.removeIf(name -> ofStatements.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(CHARACTERISTICS));
        callers.restore(connection, forSession, false);
        atStart.restoreSettings(connection, true);
        removeObjects();
        callers.releaseOtherLocks(connection, held);
    }

    @Override
    public void fail() throws SQLException {
        connection.rollback(savepoint);
    }

    @Override
    public void close() throws SQLException {
        if (!behindPooler) {
            cancellation.releases(connection);
        }
        callers.restoreSettings(connection, true);
        removeObjects();
        connection.releaseSavepoint(savepoint);
        callers.releaseOtherLocks(connection, held);
    }

    /** A rollback leaves prepared statements, too. The caller may have begun to listen in his transaction, which nobody can see yet. */
    private void removeObjects() throws SQLException {
        if (beforeScripts.isPresent() && behindPooler) {
            beforeScripts.get().removeOthersAndChannels(connection);
        } else if (beforeScripts.isPresent()) {
            beforeScripts.get().removeOthers(connection);
        }
    }
}
