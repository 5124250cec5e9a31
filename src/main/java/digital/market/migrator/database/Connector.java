package digital.market.migrator.database;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

import org.jboss.logging.Logger;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;

import digital.market.migrator.database.ConnectFailure.Retry;
import digital.market.migrator.database.ConnectionProperties.Extent;
import digital.market.migrator.database.wire.ServerBreach;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.ProgressBar;
import digital.market.migrator.settings.Secret;
import digital.market.migrator.settings.Settings;

/**
 * Opens the one connection of a run, without a pool, and waits for a database that is not there yet. One that was lost is
 * opened again, as long as there is something left of the time that the database may take to answer.
 */
public final class Connector {

    private static final Logger LOG = Logger.getLogger(Connector.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** A server that a migration itself brings down must not be brought down for ever. */
    private static final int MOST_LOSSES = 3;

    private final Settings settings;
    private final Dialer dialer;
    private final Cancellation cancellation;
    private final Backoff betweenSessions = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private Duration wait;
    private Optional<String> passwordTried = Optional.empty();
    private int losses;
    private String lost = "";

    /** Opens a connection with so much in its start-up message. */
    private interface Opening {

        PgConnection open(Extent extent) throws SQLException;
    }

    /** A connector for the settings' target that gives up when it is cancelled. */
    public Connector(Settings settings, Cancellation cancellation) {
        this.settings = settings;
        this.dialer = new Dialer(settings);
        this.cancellation = cancellation;
        this.wait = settings.waitForDatabase();
    }

    /**
     * Opens a session that works as the settings say.
     *
     * @throws MigrationException with {@link Outcome#UNREACHABLE} if the database does not answer within the budget,
     *                            with {@link Outcome#DENIED} if it does not let us in
     */
    public OwnSession open() {
        Patience patience = Patience.of(settings, wait);
        try {
            return open(patience, new Waiting(cancellation), extent -> openForWork(extent, patience.forAnAnswer()));
        } finally {
            wait = patience.forAnAnswer().left();
        }
    }

    /**
     * Opens a session for a short look, once the database lets us in. It may take until the deadline to do so, whatever
     * {@code MIGRATOR_WAIT} says, and to come into being as well.
     *
     * @param waiting told what is waited for
     * @throws MigrationException as {@link #open()}
     */
    public OwnSession openForLook(Deadline deadline, Waiting waiting) {
        return open(Patience.until(deadline, settings), waiting,
                extent -> open(extent, deadline, Optional.of(ConnectionProperties.lookedBy(deadline))));
    }

    /**
     * Opens another session after one that was lost, or that could not be written to, if there is time left for it.
     *
     * @param why how the run over the session before has failed, with its report
     * @throws MigrationException with that report if there is to be no other session, or none could be had
     */
    public OwnSession openAgain(MigrationException why) {
        if (why.outcome() != Outcome.UNREACHABLE || cancellation.isRequested() || wait.isZero() || isBreach(why) || isLostTooOften(why)) {
            throw why;
        }
        if (!why.getMessage().equals(lost)) {
            lost = why.getMessage();
            LOG.infof("%s Connecting again.", lost);
            cancellation.waitsForDatabase(lost);
        }
        try {
            Deadline deadline = Deadline.in(wait);
            cancellation.pause(deadline.atMost(betweenSessions.next()));
            wait = deadline.left();
            return open();
        } catch (MigrationException e) {
            throw why.report().map(done -> new MigrationException(done.withFailure(done.unanswered().tell(e.failure())), e)).orElse(e);
        }
    }

    /** Whoever floods us once does so again. */
    private static boolean isBreach(MigrationException why) {
        return ConnectFailure.cause(why, ServerBreach.class).isPresent();
    }

    /** A standby that waits to be the primary has not been lost. */
    private boolean isLostTooOften(MigrationException why) {
        boolean lost = SqlStates.find(why).filter(SqlStates::connectionLost).isPresent();
        return lost && ++losses > MOST_LOSSES;
    }

    private OwnSession open(Patience patience, Waiting waiting, Opening opening) {
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        Optional<MigrationException> refusal = Optional.empty();
        while (true) {
            cancellation.check();
            MigrationException failure;
            Deadline deadline;
            try {
                return connect(opening);
            } catch (SQLException e) {
                cancellation.check();
                ConnectFailure why = ConnectFailure.of(e, settings.target());
                failure = why.asException(e);
                deadline = passwordHasChanged(why) ? patience.forAnAnswer() : patience.with(why.retry());
            } catch (MigrationException e) {
                // A Secret's file could be read when the run began: it is being written anew.
                if (e.outcome() != Outcome.CONFIGURATION) {
                    throw e;
                }
                failure = e;
                deadline = patience.forAnAnswer();
            }
            if (deadline.isOver()) {
                throw isSilence(failure) ? refusal.orElse(failure) : failure;
            }
            if (failure.outcome() == Outcome.DENIED) {
                refusal = Optional.of(failure);
            }
            waiting.forDatabase(failure.getMessage());
            cancellation.pause(deadline.atMost(backoff.next()));
        }
    }

    /** PgBouncer says nothing for a while (server_login_retry) once the server has refused it, and so us. */
    private static boolean isSilence(MigrationException failure) {
        return ConnectFailure.cause(failure, SocketTimeoutException.class).isPresent();
    }

    /** A password that is rotated may be refused when it has just been read, and be another one by now. */
    private boolean passwordHasChanged(ConnectFailure failure) {
        if (failure.retry() != Retry.WITH_ANOTHER_PASSWORD) {
            return false;
        }
        try {
            return !settings.target().password().map(Secret::reveal).equals(passwordTried);
        } catch (MigrationException e) {
            return true; // It is being written now.
        }
    }

    /**
     * A server before release 14 may refuse a start-up parameter that only makes things safer, and a pooler all of them: then
     * the session sets them when it may. What the URL itself asks for is not left out.
     */
    private OwnSession connect(Opening opening) throws SQLException {
        for (Extent extent : Extent.values()) {
            try {
                return session(opening.open(extent), extent != Extent.NOTHING);
            } catch (SQLException e) {
                boolean last = extent == Extent.NOTHING || extent == Extent.TIMEOUTS && settings.target().options().isPresent();
                if (!ConnectFailure.refusesAParameter(e) || last) {
                    throw e;
                }
                LOG.debugf("The server refuses a start-up parameter (%s); connecting without.", e.getMessage());
            }
        }
        throw new IllegalStateException("The last attempt returns or throws.");
    }

    private OwnSession session(PgConnection connection, boolean withTimeouts) throws SQLException {
        Session.Terms terms = new Session.Terms(settings.role(), settings.schema(), settings.lockTimeout(), settings.statementTimeout());
        return OwnSession.on(connection, new OwnSession.Plan(terms, withTimeouts, settings.pooler(), () -> another(connection)), cancellation,
                backend -> watch(connection, backend));
    }

    /** One more connection to the very address that this one has found. */
    private Connection another(PgConnection first) throws SQLException {
        return second(first, () -> ConnectionProperties.ofProbe(settings), ConnectionProperties.PROBE_TIMEOUT_SECONDS);
    }

    /** The watch over the backend of this connection, by way of another one to the same server. It may be begun when the connection is lost. */
    private StatementWatch watch(PgConnection watched, int backend) {
        Observer observer = new Observer(() -> second(watched, () -> ConnectionProperties.ofObserver(settings),
                ConnectionProperties.OBSERVER_TIMEOUT_SECONDS), backend, settings.mask());
        return new StatementWatch(observer, cancellation, settings.lockTimeout(), ProgressBar.onStandardError());
    }

    /** Whoever can do without one can also do without it while the file of a Secret is being written anew. */
    private Connection second(PgConnection first, Supplier<Properties> properties, int seconds) throws SQLException {
        try {
            Endpoint endpoint = (Endpoint) first.getQueryExecutor().getHostSpec();
            return dialer.dial(endpoint, properties.get(), Deadline.in(Duration.ofSeconds(seconds)), Optional.empty());
        } catch (MigrationException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    /** A statement takes as long as it takes, and so does its answer: only while the connection is opened it has to come soon. */
    private PgConnection openForWork(Extent extent, Deadline deadline) throws SQLException {
        PgConnection connection = open(extent, deadline, Optional.empty());
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }

    /** Each address that is left has its share of the time. */
    private PgConnection open(Extent extent, Deadline deadline, Optional<Deadline> end) throws SQLException {
        return new EndpointSearch(settings.target(), (endpoint, serverType, remaining) -> {
            Deadline share = Deadline.in(deadline.left().dividedBy(remaining));
            Properties properties = ConnectionProperties.by(share, settings, extent, serverType);
            passwordTried = Optional.ofNullable(PGProperty.PASSWORD.getOrDefault(properties));
            return dialer.dial(endpoint, properties, ConnectionProperties.opened(share), end);
        }).connect();
    }
}
