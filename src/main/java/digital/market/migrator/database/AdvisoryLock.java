package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

import org.jboss.logging.Logger;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Mask;

/**
 * The advisory lock by which migrators exclude one another. It is asked for again and again and never waited for: a
 * statement that waits holds a snapshot, and a {@code CREATE INDEX CONCURRENTLY} of the holder would wait for that.
 *
 * @param key  Flyway's own key of the history table, so that plain Flyway is excluded too
 * @param mask over what its holder executes
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">Advisory Locks</a>
 */
public record AdvisoryLock(long key, Mask mask) {

    private static final Logger LOG = Logger.getLogger(AdvisoryLock.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** How long the lock is held. */
    enum Scope {

        SESSION("pg_try_advisory_lock"), TRANSACTION("pg_try_advisory_xact_lock");

        private final String function;

        Scope(String function) {
            this.function = function;
        }
    }

    /** The two halves of a key as {@code pg_locks} shows them. */
    private static final String HOLDER = "SELECT l.pid, " + Activity.COLUMNS + """
            FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
              AND l.classid::bigint = %d AND l.objid::bigint = %d
            """;

    /**
     * Who holds it.
     *
     * @param end    what ends it if it does not end by itself; empty if it has ended
     * @param remark what else is to be known about that session, if anything
     */
    private record Holder(String words, String end, String remark) {

        static final Holder GONE = new Holder("a session that has just ended", "", "");

        static Holder of(ResultSet session, Mask mask) throws SQLException {
            String orphan = Activity.isMigratorAtWork(session)
                    ? " If that migrator was killed, its statement may still run: PostgreSQL 14 and newer end it within seconds "
                            + "(client_connection_check_interval)."
                    : "";
            int pid = session.getInt("pid");
            String end = session.wasNull() ? "COMMIT PREPARED or ROLLBACK PREPARED" : "SELECT pg_terminate_backend(" + pid + ")";
            return new Holder(Activity.describe(session, mask), end,
                    orphan + Activity.grant(session).map(" "::concat).orElse(""));
        }

        String advice() {
            return end.isEmpty() ? "." : "; if it hangs, end it with " + end + "." + remark;
        }
    }

    /**
     * Takes the lock, waiting for it as long as the budget lasts.
     *
     * @throws MigrationException with {@link Outcome#LOCKED} if somebody else holds it to the end of the budget
     */
    void acquire(Connection connection, Scope scope, Duration budget, Cancellation cancellation) throws SQLException {
        acquire(connection, () -> tryAcquire(connection, scope), budget, cancellation);
    }

    /** One try to have the lock. */
    interface Attempt {

        boolean succeeds() throws SQLException;
    }

    /** Makes this attempt again and again, as long as the budget lasts; between two of them the connection is in no transaction of it. */
    void acquire(Connection connection, Attempt attempt, Duration budget, Cancellation cancellation) throws SQLException {
        Deadline deadline = Deadline.in(budget);
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        String named = "";
        while (!attempt.succeeds()) {
            Holder holder = find(connection).orElse(Holder.GONE);
            if (deadline.isOver()) {
                throw new MigrationException(Failure.of(Outcome.LOCKED,
                        "Another migrator holds the lock of this history: " + holder.words() + ". Waited " + budget.toMillis() + " ms.")
                        .withAdvice("Let it finish and run again, or raise MIGRATOR_LOCK_WAIT" + holder.advice()), null);
            }
            if (!holder.end().equals(named)) {
                LOG.infof("Waiting for another migrator: %s.%s", holder.words(), holder.remark());
                named = holder.end();
            }
            cancellation.waitsForMigrator(holder.words());
            cancellation.pause(deadline.atMost(backoff.next()));
        }
        cancellation.reads();
    }

    /** Gives the session's lock back. */
    void release(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_catalog.pg_advisory_unlock(" + key + ")");
        }
    }

    /**
     * Statements for one message that release all other advisory locks of the session. The transaction holds this one
     * meanwhile, so that nobody else can have it. The session then holds it twice: once for Flyway, which gives it back.
     * The last statement gives whether the session has it.
     */
    String releaseOthers() {
        String again = "pg_catalog." + Scope.SESSION.function + "(" + key + ")";
        return "SELECT pg_catalog." + Scope.TRANSACTION.function + "(" + key + "); SELECT pg_catalog.pg_advisory_unlock_all(); "
                + "SELECT " + again + " AND " + again;
    }

    /**
     * Begins a transaction with a question for its lock. It sees what was committed up to each of its statements, whatever the role
     * has by default: whoever held the lock a moment ago may have committed after the first.
     */
    boolean beginWith(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT pg_catalog." + Scope.TRANSACTION.function + "(" + key + ")");
            ResultSet result = OwnQuery.lastRows(statement);
            return result.next() && result.getBoolean(1);
        }
    }

    /** Asks for the lock once. */
    boolean tryAcquire(Connection connection, Scope scope) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_catalog." + scope.function + "(" + key + ")")) {
            return result.next() && result.getBoolean(1);
        }
    }

    /** The session that holds the lock now, in words, if one does. */
    public Optional<String> holder(Connection connection) throws SQLException {
        return find(connection).map(Holder::words);
    }

    private Optional<Holder> find(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = OwnQuery.ask(statement, HOLDER.formatted(key >>> 32, key & 0xFFFF_FFFFL))) {
            return result.next() ? Optional.of(Holder.of(result, mask)) : Optional.empty();
        }
    }
}
