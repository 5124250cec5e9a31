package digital.market.migrator.database;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses that grow from try to try and differ from migrator to migrator, so that many that started together do not
 * come back together.
 */
public final class Backoff {

    private final Duration longest;
    private Duration next;

    /** The first pause is at most {@code first}, each further one at most twice the one before, none over {@code longest}. */
    public Backoff(Duration first, Duration longest) {
        this.next = first;
        this.longest = longest;
    }

    /** The next pause: between a half and the whole of what it may be. */
    public Duration next() {
        long most = next.toMillis();
        next = next.multipliedBy(2).compareTo(longest) < 0 ? next.multipliedBy(2) : longest;
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }
}
