package digital.market.migrator.database;

import java.time.Duration;
import java.util.Optional;

/** Looks, while a script is at work, what its statements wait for and how they get on, and says so in the log. */
public interface Watch {

    /** Looks nowhere: over a caller's connection there is no second one to look with. */
    Watch NONE = new Watch() {

        @Override
        public void begin(String name, Optional<Duration> lockTimeout) {
            // There is nothing to look with.
        }

        @Override
        public void end() {
            // There is nothing to look with.
        }

        @Override
        public Optional<String> inTheWay() {
            return Optional.empty();
        }
    };

    /**
     * A script is at work from here on, or is tried again.
     *
     * @param name        what the log calls it, e.g. {@code V3}
     * @param lockTimeout how long it waits for a table's lock, if that is not what the settings say
     */
    void begin(String name, Optional<Duration> lockTimeout);

    /** The script is through, or has failed. */
    void end();

    /** What the script that is at work, or was at work last, was seen to wait for, and who holds it; e.g. {@code a lock on purchases held by pid 4711 (…)}. */
    Optional<String> inTheWay();
}
