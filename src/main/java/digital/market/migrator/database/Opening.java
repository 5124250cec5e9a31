package digital.market.migrator.database;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;

/** A session that is being opened while something else is prepared. */
public final class Opening {

    private final Cancellation cancellation;
    private final FutureTask<OwnSession> task;

    private Opening(Connector connector, Cancellation cancellation) {
        this.cancellation = cancellation;
        this.task = new FutureTask<>(connector::open);
    }

    /** Begins to open the session, on a thread of its own. */
    public static Opening begin(Settings settings, Cancellation cancellation) {
        Opening opening = new Opening(new Connector(settings, cancellation), cancellation);
        Thread thread = new Thread(opening.task, "connection");
        thread.setDaemon(true);
        thread.start();
        return opening;
    }

    /**
     * Waits for the session.
     *
     * @throws MigrationException as {@link Connector#open()}
     */
    public OwnSession await() {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MigrationException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon();
            throw new MigrationException(Outcome.TERMINATED, "The run was interrupted while it was connecting.", e);
        }
    }

    /** Ends the run: a session that is open is closed, and one that is not will not be. */
    public void abandon() {
        if (cancellation.request()) {
            try {
                task.get().close();
            } catch (ExecutionException | SQLException e) {
                // It is closed all the same, or never was open.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
