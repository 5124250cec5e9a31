package digital.market.migrator.migration;

import java.time.Duration;
import java.util.Optional;

import org.jboss.logging.Logger;

import digital.market.migrator.database.Backoff;
import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.SqlStates;

/** Lets what could not have a lock in time, and is rolled back, be tried again after a pause, each so often and no more. */
final class LockRetries {

    private static final Logger LOG = Logger.getLogger(LockRetries.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final int most;
    private final Cancellation cancellation;
    private Backoff backoff;
    private String last = "";
    private int retries;

    LockRetries(int most, Cancellation cancellation) {
        this.most = most;
        this.cancellation = cancellation;
    }

    /**
     * Whether to try again, after the pause that this has made then.
     *
     * @param what     what failed; another one than before has all its retries before it
     * @param inTheWay what it was seen to wait for
     * @throws digital.market.migrator.report.MigrationException if the run is cancelled during the pause
     */
    boolean again(Throwable failure, String what, Optional<String> inTheWay) {
        if (!what.equals(last)) {
            last = what;
            retries = 0;
            backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        }
        if (retries == most || SqlStates.find(failure).filter(SqlStates::worthARetry).isEmpty()) {
            return false;
        }
        retries++;
        Duration pause = backoff.next();
        LOG.infof("%s could not have %s in time and was rolled back; trying again in %d ms.", what, inTheWay.orElse("a lock"), pause.toMillis());
        cancellation.waitsForTable(what);
        cancellation.pause(pause);
        return true;
    }
}
