package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * The wish that a run ends now. A statement that is running is cancelled on the server; one that has not begun does
 * not begin; a pause ends at once.
 */
public final class Cancellation {

    private static final Logger LOG = Logger.getLogger(Cancellation.class);

    private final CountDownLatch requested = new CountDownLatch(1);
    private Optional<Connection> connection = Optional.empty();
    private boolean begun;
    private volatile boolean postponed;

    /**
     * Asks the run to end, and cancels the statement that it is waiting for, if there is one. Can be called again.
     *
     * @return whether the run had a connection by then. If not, it will do nothing with one any more.
     */
    public synchronized boolean request() {
        requested.countDown();
        cancelStatement();
        return begun;
    }

    /** Whether the run is to end. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Whether no statement is to begin. */
    boolean forbidsStatements() {
        return isRequested() && !postponed;
    }

    /**
     * Until {@link #resume()} nothing is cancelled, and statements begin all the same: something has been done that cannot
     * be rolled back, and the history has to be told.
     */
    public synchronized void postpone() {
        postponed = true;
    }

    /** The history knows. */
    public synchronized void resume() {
        postponed = false;
    }

    /**
     * Goes on if the run is to go on.
     *
     * @throws MigrationException with {@link Outcome#TERMINATED} if it is not
     */
    public void check() {
        if (isRequested()) {
            throw exception();
        }
    }

    /**
     * Waits, unless the run is to end.
     *
     * @throws MigrationException with {@link Outcome#TERMINATED} if it is, at once
     */
    public void pause(Duration duration) {
        try {
            if (requested.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw exception();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            requested.countDown();
            throw exception();
        }
    }

    /** From here on, statements of this connection are cancelled when the run is to end. */
    void covers(Connection running) {
        synchronized (this) {
            check();
            connection = Optional.of(running);
            begun = true;
        }
    }

    /** This connection is no longer the run's. */
    synchronized void releases(Connection running) {
        connection = connection.filter(covered -> covered != running);
    }

    /** Returns when the server has passed it on, so that it cannot meet a statement that begins later. */
    private void cancelStatement() {
        if (connection.isPresent() && !postponed) {
            try {
                connection.get().unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException e) {
                LOG.debugf("The statement could not be cancelled: %s", e.getMessage());
            }
        }
    }

    /** How a run that was cancelled ends: with {@link Outcome#TERMINATED}. */
    public MigrationException exception() {
        return exception(null);
    }

    /** How a run that was cancelled ends where this error tells it so. */
    public synchronized MigrationException exception(SQLException cause) {
        return new MigrationException(Outcome.TERMINATED, begun
                ? "The run was cancelled; what was not finished is rolled back."
                : "The run was cancelled before it reached the database: nothing was done.", cause);
    }
}
