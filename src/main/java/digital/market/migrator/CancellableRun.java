package digital.market.migrator;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;

/**
 * A run on a thread of its own, and the promise of its report. How it ended is for the run to say: one that was through,
 * or had failed, before the wish to cancel it reached it is not cancelled.
 */
final class CancellableRun<R extends Report> extends CompletableFuture<R> {

    private static final Duration ASK_AGAIN = Duration.ofMillis(100);

    private final Cancellation cancellation;

    private CancellableRun(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** Starts the work, which is cancelled if it is not through by the deadline; zero is none. */
    static <R extends Report> CancellableRun<R> start(Cancellation cancellation, Duration deadline, Supplier<R> work) {
        CancellableRun<R> run = new CancellableRun<>(cancellation);
        Budget.watch(run, deadline, cancellation);
        new Thread(() -> run.work(work), "migration").start();
        return run;
    }

    /**
     * Asks the run to end until it has: a request that comes between two statements finds nothing to cancel, and the
     * next statement may have begun before it saw the request. Returns once the connection is closed, or after ten
     * seconds if the server does not answer; an interrupt does not shorten that. A run that has no connection will do
     * nothing with one, and is waited for no longer than it takes to report. One that only reads is waited for a second.
     *
     * @return whether the run was cancelled
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        long end = System.nanoTime() + cancellation.patience().toNanos();
        boolean interrupted = false;
        while (!isDone() && System.nanoTime() < end) {
            boolean connected = cancellation.request();
            try {
                get(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | CancellationException | TimeoutException e) {
                // Whether it is done, and how, is asked below.
            }
            if (!connected) {
                completeExceptionally(cancelled(cancellation.exception()));
            }
        }
        if (!isDone() && cancellation.changesNothing()) {
            completeExceptionally(cancelled(cancellation.exception()));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return super.cancel(mayInterruptIfRunning);
    }

    private void work(Supplier<R> work) {
        try {
            complete(work.get());
        } catch (MigrationException e) {
            completeExceptionally(e.outcome() == Outcome.TERMINATED ? cancelled(e) : e);
        } catch (Throwable e) {
            completeExceptionally(e);
        }
    }

    private static CancellationException cancelled(MigrationException cause) {
        CancellationException cancelled = new CancellationException(cause.getMessage());
        cancelled.initCause(cause);
        return cancelled;
    }
}
