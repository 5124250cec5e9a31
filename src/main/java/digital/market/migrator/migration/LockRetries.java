package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import org.jboss.logging.Logger;

import digital.market.migrator.database.Backoff;
import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.SqlStates;

/** Retries a transaction that met another one, on a lock, a deadlock or the same rows, with backoff, up to a limit. */
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
        Optional<SQLException> worth = SqlStates.find(failure).filter(SqlStates::worthARetry);
        if (retries == most || worth.isEmpty()) {
            return false;
        }
        retries++;
        Duration pause = backoff.next();
        LOG.infof("%s %s and was rolled back; trying again in %d ms.", what, reason(worth.get(), inTheWay), pause.toMillis());
        if (isLock(worth.get())) {
            cancellation.waitsForTable(what);
        } else {
            cancellation.waitsFor(what, "its next try");
        }
        cancellation.pause(pause);
        return true;
    }

    private static boolean isLock(SQLException failure) {
        return SqlStates.of(failure).equals(SqlStates.LOCK_NOT_AVAILABLE);
    }

    private static String reason(SQLException failure, Optional<String> inTheWay) {
        return isLock(failure) ? "could not have " + inTheWay.orElse("a lock") + " in time"
                : SqlStates.isConcurrentCatalogUpdate(failure) ? "changed an object that another transaction changed at the same time"
                : "met a " + (SqlStates.of(failure).equals(SqlStates.DEADLOCK_DETECTED) ? "deadlock" : "transaction that it cannot be serialized with");
    }
}
