package digital.market.migrator.command;

import java.util.concurrent.CompletableFuture;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT cancel a run, which is then rolled back and reported like any other. A second signal ends the process
 * at once.
 */
final class Signals {

    private final CompletableFuture<Signal> first = new CompletableFuture<>();

    private Signals() {
    }

    /** From now on signals are heard. */
    static Signals heard() {
        Signals signals = new Signals();
        Signal.handle(new Signal("TERM"), signals::received);
        Signal.handle(new Signal("INT"), signals::received);
        return signals;
    }

    /** The first one cancels this run, even if it has come already. */
    void cancel(CompletableFuture<?> run) {
        first.thenRun(() -> run.cancel(true));
    }

    /** The failure of a cancelled run, with the signal's own outcome. */
    MigrationException explain(MigrationException cancelled) {
        Signal signal = first.getNow(null);
        return signal != null && signal.getName().equals("INT") ? cancelled.as(Outcome.INTERRUPTED) : cancelled;
    }

    private void received(Signal signal) {
        if (!first.complete(signal)) {
            Runtime.getRuntime().halt(128 + signal.getNumber());
        }
    }
}
