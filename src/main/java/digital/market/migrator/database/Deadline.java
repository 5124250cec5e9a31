package digital.market.migrator.database;

import java.time.Duration;

/** The end of a budget of time, measured on the machine's monotonic clock. */
record Deadline(long nanoTime) {

    static Deadline in(Duration budget) {
        return new Deadline(System.nanoTime() + budget.toNanos());
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    boolean isOver() {
        return left().isZero();
    }

    /** The given pause, cut off at the end of the budget. */
    Duration atMost(Duration pause) {
        return pause.compareTo(left()) < 0 ? pause : left();
    }
}
