package digital.market.migrator.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

import digital.market.migrator.database.wire.WireTerms;
import digital.market.migrator.settings.Settings;

/**
 * Opens a connection to one address, as {@code Driver.connect} does once it has parsed a URL, and looked for a file with other defaults, which
 * costs a native program more than the connection itself.
 */
record Dialer(Settings settings) {

    /** Placeholder URL; address and settings are passed separately. */
    private static final String URL = "jdbc:postgresql:///";

    /**
     * Opens one.
     *
     * @param opened by when it has to be open
     * @param end    by when all has to be done over it; none if that takes as long as it takes
     */
    PgConnection dial(Endpoint endpoint, Properties properties, Deadline opened, Optional<Deadline> end) throws SQLException {
        WireTerms terms = new WireTerms(endpoint.address(), settings.allowsCleartextPassword(), opened);
        terms.applyTo(properties);
        try {
            PgConnection connection = new PgConnection(new HostSpec[] {endpoint}, properties, URL);
            terms.isOpen(end);
            return connection;
        } catch (RuntimeException | OutOfMemoryError | AssertionError e) {
            terms.close();
            throw nonsense(e);
        }
    }

    /** An answer that the driver has stumbled over. What becomes of the connection is unknown. */
    static SQLException nonsense(Throwable stumble) {
        return new PSQLException("the answer is not PostgreSQL's (" + stumble.getClass().getSimpleName() + ")", PSQLState.PROTOCOL_VIOLATION, stumble);
    }
}
