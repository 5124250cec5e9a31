package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import digital.market.migrator.database.Session;

/**
 * What the line {@code -- migrator: key=value, key=value} above a script's first statement says; empty where it says nothing.
 *
 * @param revision         the revision of Alembic's whose place the script takes
 * @param revises          the revision of Alembic's that came before that one
 * @param lockTimeout      how long a statement of the script waits for a table's lock; zero for as long as it takes
 * @param statementTimeout how long a statement of the script may take; zero for as long as it takes
 */
public record ScriptHeader(Optional<String> revision, Optional<String> revises, Optional<Duration> lockTimeout,
                           Optional<Duration> statementTimeout) {

    /** The header of a script that has no such line. */
    static final ScriptHeader NONE = new ScriptHeader(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * How long a statement waits for a table's lock. Outside a transaction that is as long as it takes, unless the header says
     * otherwise: a time-out in a {@code CREATE INDEX CONCURRENTLY} leaves an INVALID index behind.
     *
     * @param setting what the settings say
     */
    Duration lockTimeout(boolean inTransaction, Duration setting) {
        return lockTimeout.orElse(inTransaction ? setting : Duration.ZERO);
    }

    /** Sets the time-outs that differ from those of the run, in a session that has the run's. */
    void setTimeouts(Session session, boolean inTransaction) throws SQLException {
        Optional<Duration> lock = lockTimeout.or(() -> inTransaction ? Optional.empty() : Optional.of(Duration.ZERO));
        if (lock.isPresent()) {
            set(session, "lock_timeout", lock.get());
        }
        if (statementTimeout.isPresent()) {
            set(session, "statement_timeout", statementTimeout.get());
        }
    }

    private static void set(Session session, String parameter, Duration timeout) throws SQLException {
        Session.execute(session.connection(), "SET " + parameter + " = " + timeout.toMillis());
    }
}
