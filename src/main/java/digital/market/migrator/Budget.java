package digital.market.migrator;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import digital.market.migrator.database.Cancellation;

/** The time that a whole run may take ({@code MIGRATOR_DEADLINE}). */
final class Budget {

    private static final Duration ASK_AGAIN = Duration.ofMillis(100);

    private final CompletableFuture<?> run;
    private final Duration deadline;
    private final Cancellation cancellation;

    private Budget(CompletableFuture<?> run, Duration deadline, Cancellation cancellation) {
        this.run = run;
        this.deadline = deadline;
        this.cancellation = cancellation;
    }

    /**
     * Ends this run if it is not through by then, on a thread of its own; a deadline of zero is none. Once the time is over
     * the run is asked to end until it has. If the server does not let it, the run fails all the same after ten seconds.
     */
    static void watch(CompletableFuture<?> run, Duration deadline, Cancellation cancellation) {
        if (!deadline.isZero()) {
            Thread thread = new Thread(new Budget(run, deadline, cancellation)::watch, "deadline");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch() {
        if (!endsWithin(deadline)) {
            long end = System.nanoTime() + cancellation.patience().toNanos();
            boolean connected = cancellation.requestAfter(deadline);
            while (!endsWithin(ASK_AGAIN) && connected && System.nanoTime() < end) {
                connected = cancellation.requestAfter(deadline);
            }
            run.completeExceptionally(cancellation.unanswered());
        }
    }

    private boolean endsWithin(Duration time) {
        try {
            run.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | CancellationException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
