package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * The wish that a run ends now, of whoever started it or because its time is over. A statement that is running is cancelled on the server; one that has not begun does
 * not begin; a pause ends at once.
 */
public final class Cancellation {

    private static final Logger LOG = Logger.getLogger(Cancellation.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE_WITH_A_READER = Duration.ofSeconds(1);

    private final boolean readsOnly;
    private final CountDownLatch requested = new CountDownLatch(1);
    private Optional<Connection> connection = Optional.empty();
    private final AtomicBoolean askingServer = new AtomicBoolean();
    private boolean begun;
    private volatile boolean postponed;
    private Optional<Duration> overrun = Optional.empty();
    private final AtomicReference<Doing> doing = new AtomicReference<>(Doing.BEGINNING);
    private String lockedOut = "";

    /** The wish that ends a run which may have something to roll back. */
    public Cancellation() {
        this(false);
    }

    private Cancellation(boolean readsOnly) {
        this.readsOnly = readsOnly;
    }

    /** The wish that ends a run which only reads, so that nobody has to wait for it to end while it has no connection. */
    public static Cancellation ofReader() {
        return new Cancellation(true);
    }

    /**
     * Asks the run to end, and cancels the statement that it is waiting for, if there is one. Can be called again.
     *
     * @return whether the run had a connection by then, or has one now if it only reads. If not, it will do nothing with one any more.
     */
    public synchronized boolean request() {
        requested.countDown();
        cancelStatement();
        return readsOnly ? connection.isPresent() : begun;
    }

    /** The same, because the run has taken as long as it may. A wish that was there before goes before it. */
    public synchronized boolean requestAfter(Duration deadline) {
        if (!isRequested()) {
            overrun = Optional.of(deadline);
        }
        return request();
    }

    /** How long to wait for a run that is asked to end: one that only reads has nothing to roll back. */
    public Duration patience() {
        return readsOnly ? PATIENCE_WITH_A_READER : PATIENCE;
    }

    /** Whether the run has nothing to roll back, whatever it is at. */
    public boolean changesNothing() {
        return readsOnly;
    }

    /** From here on the run waits for a database that does not let it in yet, for this reason. */
    void waitsForDatabase(String reason) {
        doing.set(Doing.waitsForDatabase(reason));
    }

    /** From here on it waits for others to migrate the database, which is not there yet for this reason. */
    void waitsForMigrations(String reason) {
        doing.set(Doing.waitsForMigrations(reason));
    }

    /** From here on it waits for this other migrator. */
    void waitsForMigrator(String holder) {
        doing.set(Doing.waitsForMigrator(holder));
    }

    /** From here on this waits until it is tried again, having been rolled back for want of a table's lock. */
    public void waitsForTable(String what) {
        lockedOut = what;
        doing.set(Doing.waitsForTable(what));
    }

    /** From here on this does not run yet, but waits for that, which somebody else is at. */
    public void waitsFor(String what, String end) {
        doing.set(Doing.waitsFor(what, end));
    }

    /**
     * From here on this runs, which is rolled back when the run ends; or it is tried again, and is taken to wait as before, until
     * {@link #isSeenToWaitFor} knows better.
     */
    public void runs(String what) {
        doing.set(what.equals(lockedOut) ? Doing.waitsForTable(what) : Doing.runs(what));
    }

    /** What runs was just seen to wait for this, or for nothing. */
    void isSeenToWaitFor(Optional<String> lock) {
        doing.updateAndGet(now -> now.seen(lock));
    }

    /** From here on the run only reads. */
    public void reads() {
        doing.updateAndGet(Doing::reads);
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
            reads();
        }
    }

    /** This connection is no longer the run's. */
    synchronized void releases(Connection running) {
        connection = connection.filter(covered -> covered != running);
    }

    /**
     * Returns when the server has passed it on, so that it cannot meet a statement that begins later. After a reader there is none,
     * and nobody waits for a server that does not answer.
     */
    private void cancelStatement() {
        if (connection.isEmpty() || postponed) {
            return;
        }
        Connection running = connection.get();
        if (!readsOnly) {
            cancelStatement(running);
        } else if (askingServer.compareAndSet(false, true)) {
            Thread thread = new Thread(() -> {
                cancelStatement(running);
                askingServer.set(false);
            }, "cancellation");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void cancelStatement(Connection running) {
        try {
            running.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.debugf("The statement could not be cancelled: %s", e.getMessage());
        }
    }

    /** How a run that was cancelled ends: with {@link Outcome#TERMINATED}, or as {@code MIGRATOR_DEADLINE} has it. */
    public MigrationException exception() {
        return exception(null);
    }

    /** How a run that was cancelled ends where this error tells it so. */
    public synchronized MigrationException exception(SQLException cause) {
        if (overrun.isPresent()) {
            String remains = !begun ? "nothing was done." : readsOnly ? "nothing was changed." : "what was not finished is rolled back.";
            return new MigrationException(Failure.of(doing.get().outcome(), overtime() + "; " + remains).withAdvice(doing.get().advice()), cause);
        }
        if (begun && readsOnly) {
            return new MigrationException(Outcome.TERMINATED, "The run was cancelled while " + doing.get().what() + "; nothing was changed.", cause);
        }
        return new MigrationException(Outcome.TERMINATED, begun
                ? "The run was cancelled; what was not finished is rolled back."
                : "The run was cancelled before it reached the database: nothing was done.", cause);
    }

    /** How a run ends whose time was over and which the server has not let end since. */
    public synchronized MigrationException unanswered() {
        return begun && !readsOnly
                ? new MigrationException(Failure.of(Outcome.UNREACHABLE, overtime() + ", and the server has not said since what became of it.")
                        .withAdvice("It rolls back what was not committed when it sees that the connection is gone. Look at the history with the "
                                + "command status before you run again."), null)
                : exception();
    }

    /** The failure of a script that could not be rolled back, with the reason if the run's time was over. */
    public synchronized Failure explain(Failure failure) {
        return failure.outcome() == Outcome.HALF_WAY && overrun.isPresent() ? failure.withMessage(overtime() + ". " + failure.message()) : failure;
    }

    private String overtime() {
        return "MIGRATOR_DEADLINE (" + overrun.map(Deadline::words).orElse("") + ") was over while " + doing.get().what();
    }
}
