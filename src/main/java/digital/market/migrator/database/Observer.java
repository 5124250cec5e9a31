package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import org.jboss.logging.Logger;

import digital.market.migrator.settings.Mask;

/** The second connection of a run: it sees what the first one waits for, and is open only while there is something to see. */
final class Observer {

    private static final Logger LOG = Logger.getLogger(Observer.class);

    /** Opens such a connection to the server that the run works on. */
    interface Source {

        Connection open() throws SQLException;
    }

    /**
     * What is seen.
     *
     * @param obstacle what the statement waits for
     * @param progress how far it is, if it does not wait
     */
    record Look(Optional<Obstacle> obstacle, Optional<ServerProgress> progress) {

        static final Look NOTHING = new Look(Optional.empty(), Optional.empty());
    }

    private final Source source;
    private final int pid;
    private final Mask mask;
    private Optional<Connection> connection = Optional.empty();
    private boolean closed;

    /**
     * Sees the backend with this pid.
     *
     * @param mask over what the sessions in its way execute
     */
    Observer(Source source, int pid, Mask mask) {
        this.source = source;
        this.pid = pid;
        this.mask = mask;
    }

    /** What there is to be seen now. A second connection that cannot be had disturbs nobody: then there is nothing to be seen. */
    Look look() {
        try {
            Connection open = open();
            Optional<Obstacle> obstacle = obstacle(open);
            return new Look(obstacle, obstacle.isPresent() ? Optional.empty() : progress(open));
        } catch (SQLException e) {
            LOG.debugf("There is no second connection to see what the first one waits for: %s", e.getMessage());
            rest();
            return Look.NOTHING;
        }
    }

    /** Nothing is to be seen for a while. */
    void rest() {
        take().ifPresent(Observer::close);
    }

    /** Nothing is to be seen any more; who is looking now sees nothing. May be called by another thread. */
    void close() {
        Optional<Connection> open;
        synchronized (this) {
            closed = true;
            open = take();
        }
        open.ifPresent(Observer::close);
    }

    synchronized boolean isOpen() {
        return connection.isPresent();
    }

    /** Not under the lock, since it may take long. */
    private Connection open() throws SQLException {
        synchronized (this) {
            if (closed) {
                throw new SQLException("The run is over.");
            }
            if (connection.isPresent()) {
                return connection.get();
            }
        }
        Connection opened = source.open();
        synchronized (this) {
            if (!closed) {
                connection = Optional.of(opened);
                return opened;
            }
        }
        opened.close();
        throw new SQLException("The run is over.");
    }

    private synchronized Optional<Connection> take() {
        Optional<Connection> open = connection;
        connection = Optional.empty();
        return open;
    }

    /** Whoever waits for an answer on it gets an error. */
    private static void close(Connection open) {
        try {
            open.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debugf("The second connection could not be closed: %s", e.getMessage());
        }
    }

    private Optional<Obstacle> obstacle(Connection open) throws SQLException {
        try (Statement statement = open.createStatement(); ResultSet rows = OwnQuery.ask(statement, Obstacle.query(pid))) {
            return rows.next() ? Optional.of(Obstacle.of(rows, mask)) : Optional.empty();
        }
    }

    private Optional<ServerProgress> progress(Connection open) throws SQLException {
        int release = open.getMetaData().getDatabaseMajorVersion();
        try (Statement statement = open.createStatement(); ResultSet rows = OwnQuery.ask(statement, ServerProgress.query(pid, release))) {
            return rows.next() ? Optional.of(ServerProgress.of(rows)) : Optional.empty();
        }
    }
}
