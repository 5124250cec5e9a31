package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import org.jboss.logging.Logger;

/** A session over a connection of our own, which is closed at the end whatever happens. */
public final class OwnSession implements Session {

    private static final Logger LOG = Logger.getLogger(OwnSession.class);

    private final Connection connection;
    private final Connection lent;
    private final Cancellation cancellation;
    private final Optional<String> role;
    private boolean locked;

    private OwnSession(Connection connection, Optional<String> role, Cancellation cancellation) {
        this.connection = connection;
        this.lent = BorrowedConnection.of(connection, cancellation);
        this.role = role;
        this.cancellation = cancellation;
    }

    /** Starts a session on a connection that nobody else uses; the connection is closed if that fails. */
    static OwnSession on(Connection connection, Optional<String> role, Cancellation cancellation) throws SQLException {
        try {
            cancellation.covers(connection);
            if (role.isPresent()) {
                Session.takeOn(connection, role.get(), "SET ");
            }
            return new OwnSession(connection, role, cancellation);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection connection() {
        return lent;
    }

    @Override
    public boolean inCallersTransaction() {
        return false;
    }

    @Override
    public void acquire(AdvisoryLock lock, Duration budget) throws SQLException {
        locked = true;
        lock.acquire(lent, AdvisoryLock.Scope.SESSION, budget, cancellation);
    }

    /**
     * {@inheritDoc} {@code RESET} goes back to what the connection was opened with, our time-outs and a role that
     * {@code ALTER ROLE … SET role} gives included.
     */
    @Override
    public void reset() throws SQLException {
        Session.execute(lent, "SET SESSION AUTHORIZATION DEFAULT; RESET ALL; " + setRole(role));
    }

    /** Nothing to do: the server rolls back what is open, and frees the lock, when the connection is closed. */
    @Override
    public void fail() {
    }

    /**
     * {@inheritDoc} Where no lock was asked for, nobody can be waiting for the end of this session, and the server is not
     * waited for either: its process, woken by the farewell, would end on the processor that ours is running on, which
     * takes as long as all that ours has done.
     */
    @Override
    public void close() throws SQLException {
        cancellation.releases(connection);
        if (locked) {
            connection.close();
        } else {
            Thread farewell = new Thread(this::closeQuietly, "farewell");
            farewell.setDaemon(true);
            farewell.start();
        }
    }

    private void closeQuietly() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debugf("The connection was closed with an error: %s", e.getMessage());
        }
    }

    private static String setRole(Optional<String> role) {
        return role.map(name -> "SET ROLE " + Sql.identifier(name)).orElse("RESET ROLE");
    }
}
