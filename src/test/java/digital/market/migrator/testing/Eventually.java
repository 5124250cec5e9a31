package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what can be observed, and for no longer than a broken program would take to be noticed. */
public final class Eventually {

    private static final Duration SAFETY_NET = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Eventually() {
    }

    /** Looks again and again until it is so. */
    public static void until(String what, Callable<Boolean> isSo) throws Exception {
        long end = System.nanoTime() + SAFETY_NET.toNanos();
        while (!isSo.call()) {
            if (System.nanoTime() > end) {
                fail("Not so after " + SAFETY_NET + ": " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
