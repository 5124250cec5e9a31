package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * The one database session of a run, from its first statement to its last. It is ours ({@link OwnSession}), or it is
 * lent to us by a caller, inside ({@link CallerTransaction}) or outside ({@link CallerSession}) a transaction of his.
 */
public sealed interface Session extends AutoCloseable permits OwnSession, CallerSession, CallerTransaction, OneTransaction {

    /** The connection to work over. To close it does nothing, and nothing begins on it once the run is cancelled. */
    Connection connection();

    /** Whether all that the run does is part of a transaction that somebody else will commit or roll back. */
    boolean inCallersTransaction();

    /** The watch over what is executed on the connection. */
    default Watch watch() {
        return Watch.NONE;
    }

    /**
     * Finds out, before anything is done that would stay in a session of the server, whether it is ours; if it is, takes
     * role and time-outs on.
     *
     * @return whether a pooler gives each transaction another session: then all is done in {@link PooledTransaction}s
     */
    default boolean settle() throws SQLException {
        return false;
    }

    /**
     * Asks, in one message, in the role of the run and with nothing but {@code pg_catalog} on the search path. It may be the first
     * message of a run.
     *
     * @param sql one or more statements, of which the last gives rows
     */
    default ResultSet ask(Statement statement, String sql) throws SQLException {
        statement.execute(sql);
        return OwnQuery.lastRows(statement);
    }

    /** Whether what was set for the session holds for each of its statements: if not, more than one is asked in a transaction. */
    default boolean keepsSettings() throws SQLException {
        return true;
    }

    /** Whether the session is lent by a pooler for one transaction. */
    default boolean behindPooler() {
        return false;
    }

    /** Takes the lock for the rest of the run, or to the end of the caller's transaction. */
    void acquire(AdvisoryLock lock, Duration budget) throws SQLException;

    /** Begins a transaction that holds the lock to its end, where {@link #settle()} says that transactions are all there is. */
    default PooledTransaction begin(AdvisoryLock lock, Duration budget, PooledTransaction.Limits limits) throws SQLException {
        throw new IllegalStateException("A session of its own holds its lock itself.");
    }

    /** Begins a transaction without a lock, where {@link #settle()} says so. */
    default PooledTransaction begin(PooledTransaction.Limits limits) throws SQLException {
        throw new IllegalStateException("A session of its own needs no transaction to read in.");
    }

    /**
     * A script begins: it gets the search path and the row security that the session came with, the schema before the rest.
     *
     * @param parameters those that its own statements set; what else is set by then is the run's
     */
    void begin(Set<String> parameters) throws SQLException;

    /** Gives the session back the state in which the run began, whatever a script has made of it since. */
    void reset() throws SQLException;

    /** The same in the middle of a transaction, in which more scripts follow. */
    default void resetWithinTransaction() throws SQLException {
        reset();
    }

    /** Undoes what a failed run has left open, so that the session can be used again. */
    void fail() throws SQLException;

    /** Gives back the lock and, where the session is a caller's, the settings that he had. */
    @Override
    void close() throws SQLException;

    /** The role that the run works as, the schema that its scripts find first, and the time-outs of its statements. */
    record Terms(Optional<String> role, String schema, Duration lockTimeout, Duration statementTimeout) {

        /** An older release does not know each parameter: one that is unknown has no value. */
        private static final String SET_IF_KNOWN = "SELECT pg_catalog.set_config('%1$s', '%2$s', %3$s) "
                + "WHERE pg_catalog.current_setting('%1$s', true) IS NOT NULL; ";

        /** Sets these terms on a session that was opened on others. */
        void apply(Connection connection, boolean transactionOnly) throws SQLException {
            if (role.isPresent()) {
                takeOn(connection, role.get(), set(transactionOnly));
            }
            execute(connection, settings(transactionOnly));
        }

        /** Statements that set all of these terms but the role. A {@code transaction_timeout} is left to whoever began the transaction. */
        String settings(boolean transactionOnly) {
            String set = set(transactionOnly);
            return set + "lock_timeout = " + lockTimeout.toMillis() + "; "
                    + set + "statement_timeout = " + statementTimeout.toMillis() + "; "
                    + set + "idle_in_transaction_session_timeout = 0; "
                    + set + "standard_conforming_strings = on; "
                    + ifKnown("idle_session_timeout", "0", transactionOnly)
                    + (transactionOnly ? "" : withoutTransactionTimeout(false));
        }

        /** A statement that ends {@code transaction_timeout} (PostgreSQL 17 and newer). */
        static String withoutTransactionTimeout(boolean transactionOnly) {
            return ifKnown("transaction_timeout", "0", transactionOnly);
        }

        /** A statement by which the server looks, while others run, if their client is still there (PostgreSQL 14 and newer). */
        static String guard(boolean transactionOnly) {
            return ifKnown("client_connection_check_interval", "1000", transactionOnly);
        }

        private static String ifKnown(String name, String value, boolean transactionOnly) {
            return SET_IF_KNOWN.formatted(name, value, transactionOnly);
        }

        private static String set(boolean transactionOnly) {
            return transactionOnly ? "SET LOCAL " : "SET ";
        }
    }

    /**
     * Takes a role on.
     *
     * @param set {@code SET} or {@code SET LOCAL}
     * @throws MigrationException with {@link Outcome#DENIED} if there is no such role, or the user is no member of it
     */
    static void takeOn(Connection connection, String role, String set) throws SQLException {
        try {
            execute(connection, set + "ROLE " + Sql.identifier(role));
        } catch (SQLException e) {
            throw notTaken(connection, role, e);
        }
    }

    /** What it means that a role could not be taken on; the error itself if it means something else. */
    static SQLException notTaken(Connection connection, String role, SQLException e) throws SQLException {
        if (!SqlStates.of(e).equals(SqlStates.INVALID_PARAMETER_VALUE) && !SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
            return e;
        }
        String user = Sql.identifier(connection.getMetaData().getUserName());
        throw new MigrationException(Failure.of(Outcome.DENIED, "The role " + Sql.identifier(role) + " cannot be taken on: "
                + SqlStates.message(e) + ".")
                .withAdvice("MIGRATOR_ROLE names it: create it, and GRANT " + Sql.identifier(role) + " TO " + user + ".")
                .withServer(SqlStates.words(e)), e);
    }

    /** Executes one or more statements that give no rows. */
    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
