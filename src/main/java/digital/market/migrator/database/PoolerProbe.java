package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jboss.logging.Logger;

/**
 * Finds out what a pooler between us and the server does with our session. A pooler makes up the process id that it tells its
 * clients, so that the server's own is another one; nothing else does.
 *
 * <p>Then some more connections are opened, one after the other, and each is asked for the process id of its session of the
 * server. One that is asked twice and answers from two, or two that answer from the same one, are behind a pooler that gives
 * out sessions for a transaction: one that gives them out for good can show neither. All are idle between their questions,
 * so that none waits for another. Without such a sign it takes all of them, from the same address, to believe that each has
 * a session of its own: a pooler of several processes shows no sign while each connection has met another process.
 */
final class PoolerProbe {

    private static final Logger LOG = Logger.getLogger(PoolerProbe.class);

    /** With ours one more than the processes that a pooler may have at one address. */
    private static final int MORE_CONNECTIONS = 4;

    private static final String BACKEND = """
            SELECT pg_catalog.pg_backend_pid(), pg_catalog.inet_client_addr()
            """;

    /** What gives us each of the sessions of the server that a client sees. */
    enum Pooling {

        /** There is no pooler, or it gives each client a session of its own. */
        SESSION,

        /** Each transaction may have another session, or that cannot be ruled out. */
        TRANSACTION
    }

    /** Opens one more connection to where the first one leads, which does not wait for an answer for long. */
    interface Opener {

        Connection open() throws SQLException;
    }

    /** A session of the server, and from where it is used. */
    private record Backend(int pid, String clientAddress) {
    }

    private final Opener opener;
    private final List<Connection> opened = new ArrayList<>();

    PoolerProbe(Opener opener) {
        this.opener = opener;
    }

    /** What the pooler does that this connection goes through. In doubt it gives sessions out for a transaction, which is safe to believe. */
    Pooling findOut(Connection ours) throws SQLException {
        Backend first = backend(ours);
        List<Integer> seen = new ArrayList<>(List.of(first.pid()));
        try {
            for (int i = 0; i < MORE_CONNECTIONS; i++) {
                Connection other = opener.open();
                opened.add(other);
                Backend once = backend(other);
                Backend again = backend(other);
                if (once.pid() != again.pid() || seen.contains(once.pid()) || !Objects.equals(first.clientAddress(), once.clientAddress())) {
                    return Pooling.TRANSACTION;
                }
                seen.add(once.pid());
            }
        } catch (SQLException e) {
            LOG.infof("It cannot be seen whether the pooler before the server gives each client a session of its own (%s), so none is "
                    + "taken for granted; MIGRATOR_POOLER=none says that it does.", SqlStates.message(e));
            return Pooling.TRANSACTION;
        } finally {
            close();
        }
        return backend(ours).pid() == first.pid() ? Pooling.SESSION : Pooling.TRANSACTION;
    }

    private void close() {
        for (Connection connection : opened) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debugf("A connection of the search for a pooler could not be closed: %s", e.getMessage());
            }
        }
    }

    private static Backend backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(BACKEND)) {
            result.next();
            return new Backend(result.getInt(1), result.getString(2));
        }
    }
}
