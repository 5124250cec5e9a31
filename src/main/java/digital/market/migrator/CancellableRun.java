package digital.market.migrator;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.report.MigrationReport;

/** A run on a thread of its own, and the promise of its report. */
final class CancellableRun extends CompletableFuture<MigrationReport> {

    private static final long LONGEST_WAIT_SECONDS = 10;
    private static final long ASK_AGAIN_MILLISECONDS = 100;

    private final Cancellation cancellation;
    private final CountDownLatch ended = new CountDownLatch(1);

    private CancellableRun(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    static CancellableRun start(Cancellation cancellation, Supplier<MigrationReport> work) {
        CancellableRun run = new CancellableRun(cancellation);
        new Thread(() -> run.work(work), "migration").start();
        return run;
    }

    /**
     * Asks the run to end until it has: a request that comes between two statements finds nothing to cancel, and the
     * next statement may have begun before it saw the request. Returns once the connection is closed, or after ten
     * seconds if the server does not answer.
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (isDone()) {
            return isCancelled();
        }
        try {
            for (long waited = 0; waited < LONGEST_WAIT_SECONDS * 1000; waited += ASK_AGAIN_MILLISECONDS) {
                cancellation.request();
                if (ended.await(ASK_AGAIN_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return super.cancel(mayInterruptIfRunning);
    }

    private void work(Supplier<MigrationReport> work) {
        try {
            MigrationReport report = work.get();
            ended.countDown();
            complete(report);
        } catch (Throwable e) {
            ended.countDown();
            if (!cancellation.isRequested()) {
                completeExceptionally(e);
            }
        }
    }
}
