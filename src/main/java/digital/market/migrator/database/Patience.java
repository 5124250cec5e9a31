package digital.market.migrator.database;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import digital.market.migrator.database.ConnectFailure.Retry;
import digital.market.migrator.settings.Settings;

/** How long the attempts to connect may go on, by why they fail: each kind has its time from when it first comes up. */
final class Patience {

    /** How long a server may be up without the database, which whoever made the server is about to make. */
    static final Duration FOR_A_DATABASE = Duration.ofSeconds(15);

    private final Deadline wait;
    private final Duration forADatabase;
    private final Duration authGrace;
    private final Map<Retry, Deadline> graces = new EnumMap<>(Retry.class);

    private Patience(Deadline wait, Duration forADatabase, Duration authGrace) {
        this.wait = wait;
        this.forADatabase = forADatabase;
        this.authGrace = authGrace;
    }

    /** Of a run that has something to do there, and so much of {@code MIGRATOR_WAIT} left. */
    static Patience of(Settings settings, Duration wait) {
        return new Patience(Deadline.in(wait), FOR_A_DATABASE, settings.authGrace());
    }

    /** Of a run that waits for what others do there until then, be it the database itself. */
    static Patience until(Deadline deadline, Settings settings) {
        return new Patience(deadline, deadline.left(), deadline.atMost(settings.authGrace()));
    }

    /** By when an attempt has to succeed that has just failed in this way. */
    Deadline with(Retry failure) {
        return switch (failure) {
            case WHILE_WAITING -> wait;
            case SHORTLY -> grace(failure, wait.atMost(forADatabase));
            case WITH_ANOTHER_PASSWORD -> grace(failure, authGrace);
            case NEVER -> grace(failure, Duration.ZERO);
        };
    }

    /** By when the database has to have answered, whatever it says. */
    Deadline forAnAnswer() {
        return wait;
    }

    private Deadline grace(Retry failure, Duration grace) {
        return graces.computeIfAbsent(failure, first -> Deadline.in(grace));
    }
}
