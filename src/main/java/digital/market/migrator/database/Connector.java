package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import org.jboss.logging.Logger;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.ProgressBar;
import digital.market.migrator.settings.Settings;

/** Opens the one connection of a run, without a pool, and waits for a database that is not there yet. */
public final class Connector {

    private static final Logger LOG = Logger.getLogger(Connector.class);
    /** Says nothing that the hosts and the properties do not say better. */
    private static final String URL = "jdbc:postgresql:///";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Settings settings;
    private final Cancellation cancellation;

    /** A connector for the settings' target that gives up when it is cancelled. */
    public Connector(Settings settings, Cancellation cancellation) {
        this.settings = settings;
        this.cancellation = cancellation;
    }

    /**
     * Opens a session that works as the settings say.
     *
     * @throws MigrationException with {@link Outcome#UNREACHABLE} if the database does not answer within the budget,
     *                            with {@link Outcome#DENIED} if it does not let us in
     */
    public OwnSession open() {
        Deadline deadline = Deadline.in(settings.waitForDatabase());
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        String told = "";
        while (true) {
            cancellation.check();
            try {
                Connection connection = connect();
                return OwnSession.on(connection, settings.role(), cancellation, () -> watch(connection));
            } catch (SQLException e) {
                cancellation.check();
                ConnectFailure failure = ConnectFailure.of(e, settings.target());
                if (!failure.waiting() || deadline.isOver()) {
                    throw failure.asException(e);
                }
                if (!failure.message().equals(told)) {
                    LOG.infof("Waiting for the database: %s", failure.message());
                    told = failure.message();
                    cancellation.waitsForDatabase(told);
                }
                cancellation.pause(deadline.atMost(backoff.next()));
            }
        }
    }

    /** A server before release 14, or a pooler, may refuse a start-up parameter that only makes things safer. */
    private Connection connect() throws SQLException {
        try {
            return connect(ConnectionProperties.of(settings, true));
        } catch (SQLException e) {
            if (!ConnectFailure.refusesAParameter(e)) {
                throw e;
            }
            LOG.debugf("The server refuses a start-up parameter (%s); connecting without.", e.getMessage());
            return connect(ConnectionProperties.of(settings, false));
        }
    }

    /** The watch over this connection, by way of another one to the same server. */
    private StatementWatch watch(Connection watched) {
        try {
            BaseConnection connection = watched.unwrap(BaseConnection.class);
            HostSpec[] host = {connection.getQueryExecutor().getHostSpec()};
            Observer observer = new Observer(() -> new PgConnection(host, ConnectionProperties.ofObserver(settings), URL), connection.getBackendPID());
            return new StatementWatch(observer, settings.lockTimeout(), ProgressBar.onStandardError());
        } catch (SQLException e) {
            throw new IllegalStateException("This is no connection of the driver's.", e);
        }
    }

    /**
     * What {@code Driver.connect} does once it has parsed a URL, and looked for a file with other defaults, which costs a
     * native program more than the connection itself.
     */
    private Connection connect(Properties properties) throws SQLException {
        HostSpec[] hosts = settings.target().hosts().stream().map(one -> new HostSpec(one.host(), one.port())).toArray(HostSpec[]::new);
        return new PgConnection(hosts, properties, URL);
    }
}
