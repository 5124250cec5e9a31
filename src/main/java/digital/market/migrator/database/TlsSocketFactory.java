package digital.market.migrator.database;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

import org.postgresql.PGProperty;
import org.postgresql.ssl.NonValidatingFactory.NonValidatingTM;
import org.postgresql.ssl.WrappedFactory;

import digital.market.migrator.database.wire.GuardedTlsSocket;
import digital.market.migrator.settings.Pem;

/**
 * TLS as {@code sslmode} asks for it, with certificates and key from text: the driver's own factory knows only files, reads no PEM keys, and
 * cannot say what is wrong with a certificate. The name of the host is checked by the driver, after us.
 *
 * <p>Made by the driver, by reflection, once a server has said that it speaks TLS; public for nobody else.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/ssl/#custom-sslsocketfactory">pgJDBC, Custom SSLSocketFactory</a>
 */
public final class TlsSocketFactory extends WrappedFactory {

    /** Text, so that the class is not loaded where there is no TLS. */
    static final String NAME = "digital.market.migrator.database.TlsSocketFactory";

    private final boolean showsCertificate;

    /**
     * A factory for one connection.
     *
     * @param properties the driver's, but that {@code sslrootcert}, {@code sslcert} and {@code sslkey} are PEM and no files
     * @throws GeneralSecurityException if a certificate or a key cannot be used
     */
    public TlsSocketFactory(Properties properties) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] client = client(properties);
        showsCertificate = client.length > 0;
        context.init(client, new TrustManager[] {trust(properties)}, null);
        factory = context.getSocketFactory();
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        Socket tls = super.createSocket(showsCertificate ? new PatientSocket(connected) : connected, host, port, autoClose);
        return new GuardedTlsSocket((SSLSocket) tls);
    }

    private static TrustManager trust(Properties properties) throws GeneralSecurityException {
        if (!String.valueOf(PGProperty.SSL_MODE.getOrDefault(properties)).startsWith("verify-")) {
            return new NonValidatingTM();
        }
        String given = PGProperty.SSL_ROOT_CERT.getOrDefault(properties);
        return given == null ? ServerTrust.ofTheSystem() : ServerTrust.in(certificates(given, "the root certificate", "PGSSLROOTCERT"));
    }

    private static KeyManager[] client(Properties properties) throws GeneralSecurityException {
        String certificate = PGProperty.SSL_CERT.getOrDefault(properties);
        String key = PGProperty.SSL_KEY.getOrDefault(properties);
        if (certificate == null || key == null) {
            return new KeyManager[0];
        }
        return new KeyManager[] {ClientIdentity.of(certificates(certificate, "the client certificate", "PGSSLCERT"), key)};
    }

    /** All certificates of a text. */
    static List<X509Certificate> certificates(String pem, String what, String variable) throws GeneralSecurityException {
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (byte[] der : Pem.parse(pem).certificates()) {
                certificates.add((X509Certificate) x509.generateCertificate(new ByteArrayInputStream(der)));
            }
            return certificates;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new CertificateProblem(what + " cannot be read", "Check what " + variable
                    + " or the URL names: openssl x509 -noout -text -in FILE shows a certificate.", e);
        }
    }
}
