package digital.market.migrator.command;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT cancel a run, which is then rolled back and reported like any other. A second signal ends the process
 * at once.
 */
final class Signals {

    private final CompletableFuture<?> run;
    private final AtomicReference<Signal> first = new AtomicReference<>();

    private Signals(CompletableFuture<?> run) {
        this.run = run;
    }

    /** From now on signals cancel this run. */
    static Signals cancelling(CompletableFuture<?> run) {
        Signals signals = new Signals(run);
        Signal.handle(new Signal("TERM"), signals::received);
        Signal.handle(new Signal("INT"), signals::received);
        return signals;
    }

    /** The failure of a cancelled run, with the signal's own outcome. */
    MigrationException explain(MigrationException cancelled) {
        Signal signal = first.get();
        return signal != null && signal.getName().equals("INT") ? cancelled.as(Outcome.INTERRUPTED) : cancelled;
    }

    private void received(Signal signal) {
        if (first.compareAndSet(null, signal)) {
            run.cancel(true);
        } else {
            Runtime.getRuntime().halt(128 + signal.getNumber());
        }
    }
}
