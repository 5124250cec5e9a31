package digital.market.migrator.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A server of the tests that is switched to TLS, and back when this is closed. */
public final class TlsServer implements AutoCloseable {

    private final TestDatabase database;
    private final Path access;
    private final String accessAsItWas;

    private TlsServer(TestDatabase database, Path access, String accessAsItWas) {
        this.database = database;
        this.access = access;
        this.accessAsItWas = accessAsItWas;
    }

    /** Switches TLS on, with this certificate, on the server of this database. */
    public static TlsServer on(TestDatabase database, Certificates certificates) throws SQLException, IOException {
        try (Connection connection = database.asSuperuser()) {
            Path access = Path.of(Query.rows(connection, "SHOW hba_file").get(0));
            TlsServer server = new TlsServer(database, access, Files.readString(access));
            server.presents(certificates);
            server.set("ssl", "on");
            return server;
        }
    }

    /** Shows this certificate from now on. */
    public void presents(Certificates certificates) throws SQLException {
        set("ssl_key_file", certificates.key().toString(), false);
        set("ssl_cert_file", certificates.certificate().toString());
    }

    /** Asks clients for a certificate of this authority, and as a rule does without. */
    public void asksForCertificatesOf(CertificateAuthority authority) throws SQLException {
        set("ssl_ca_file", authority.certificate().toString());
    }

    /** Puts a line before those of {@code pg_hba.conf}; new connections go by it. */
    public void lets(String line) throws SQLException, IOException {
        Files.writeString(access, line + "\n" + Files.readString(access));
        // Read together with the file, and of no use to a server that recovers nothing: it says when the file has been read.
        set("archive_cleanup_command", "access " + Files.size(access));
    }

    @Override
    public void close() throws SQLException, IOException {
        Files.writeString(access, accessAsItWas);
        for (String parameter : List.of("ssl_cert_file", "ssl_key_file", "ssl_ca_file", "archive_cleanup_command")) {
            Query.executeAsSuperuser(database, "ALTER SYSTEM RESET " + parameter);
        }
        set("ssl", "off");
    }

    private void set(String parameter, String value) throws SQLException {
        set(parameter, value, true);
    }

    /** A server takes up the change when it comes round to it; it says so in its log if it cannot. */
    private void set(String parameter, String value, boolean awaited) throws SQLException {
        Query.executeAsSuperuser(database, "ALTER SYSTEM SET " + parameter + " = '" + value + "'");
        if (awaited) {
            Query.executeAsSuperuser(database, "SELECT pg_reload_conf()");
            Eventually.holds(parameter + " is " + value, () -> {
                try (Connection connection = database.asSuperuser()) {
                    return Query.rows(connection, "SHOW " + parameter).equals(List.of(value));
                }
            });
        }
    }
}
