package digital.market.migrator;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.migration.Goal;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * Reads scripts while the server lets us in and tells its history: a thousand files take as long as that, and neither needs
 * the other. What is wrong with scripts goes before what is wrong with the server, as if they had been read first.
 */
final class ReadAhead {

    private final Cancellation cancellation;
    private final FutureTask<Goal> reading;

    private ReadAhead(Supplier<Goal> goal, Cancellation cancellation) {
        this.cancellation = cancellation;
        this.reading = new FutureTask<>(() -> read(goal));
    }

    /** Begins to read, on a thread of its own. */
    static ReadAhead begin(Supplier<Goal> goal, Cancellation cancellation) {
        ReadAhead ahead = new ReadAhead(goal, cancellation);
        Thread thread = new Thread(ahead.reading, "scripts");
        thread.setDaemon(true);
        thread.start();
        return ahead;
    }

    /** Runs what needs the goal only after a while. */
    <R> R during(Supplier<R> run) {
        try {
            return run.get();
        } catch (MigrationException e) {
            goal();
            throw e;
        }
    }

    /**
     * Waits for the goal.
     *
     * @throws MigrationException if something is wrong with the scripts
     */
    Goal goal() {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException(Outcome.TERMINATED, "The run was interrupted while it read the scripts.", e);
        }
    }

    /** There is no sense in waiting for a server with scripts that are wrong. */
    private Goal read(Supplier<Goal> goal) {
        try {
            return goal.get();
        } catch (RuntimeException e) {
            cancellation.request();
            throw e;
        }
    }
}
