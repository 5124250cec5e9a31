package digital.market.migrator.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process or thread is about to do. */
public final class Eventually {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private Eventually() {
    }

    /** Asks until the answer is yes; fails after a minute. */
    public static void holds(String what, Callable<Boolean> condition) {
        within(LONGEST_WAIT, what, condition);
    }

    /** Asks until the answer is yes; fails after this long. */
    public static void within(Duration longest, String what, Callable<Boolean> condition) {
        long end = System.nanoTime() + longest.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("Not within " + longest.toSeconds() + " s: " + what);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (Exception e) {
            throw new AssertionError(what, e);
        }
    }
}
