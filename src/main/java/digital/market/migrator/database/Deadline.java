package digital.market.migrator.database;

import java.time.Duration;

/** The end of a budget of time, measured on the machine's monotonic clock. */
public record Deadline(long nanoTime) {

    /** The end of a budget that begins now. */
    public static Deadline in(Duration budget) {
        return new Deadline(System.nanoTime() + budget.toNanos());
    }

    /** A budget as people read it, which they have given themselves. */
    public static String words(Duration budget) {
        return budget.toMillis() % 1000 == 0 ? budget.toSeconds() + " s" : budget.toMillis() + " ms";
    }

    /** What is left of the budget. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** Whether nothing is left. */
    public boolean isOver() {
        return left().isZero();
    }

    /** The given pause, cut off at the end of the budget. */
    public Duration atMost(Duration pause) {
        return pause.compareTo(left()) < 0 ? pause : left();
    }
}
