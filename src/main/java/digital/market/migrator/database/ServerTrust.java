package digital.market.migrator.database;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whether one of the authorities vouches for a server: Java's judgement, and where that is no, the reason. Java takes a certificate that is
 * itself one of the trusted for good whatever its dates say; OpenSSL, and so libpq, does not, and neither do we.
 */
final class ServerTrust extends X509ExtendedTrustManager {

    /** Where systems keep the authorities that they trust: Debian, Fedora and UBI, openSUSE, Alpine. */
    private static final List<String> BUNDLES = List.of("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem");

    private final X509ExtendedTrustManager judge;
    private final List<X509Certificate> outOfDate;

    private ServerTrust(X509ExtendedTrustManager judge, List<X509Certificate> outOfDate) {
        this.judge = judge;
        this.outOfDate = outOfDate;
    }

    /** Trust in these authorities, as far as they are valid now. */
    static ServerTrust in(List<X509Certificate> authorities) throws GeneralSecurityException {
        KeyStore store = emptyStore();
        List<X509Certificate> outOfDate = new ArrayList<>();
        for (X509Certificate authority : authorities) {
            if (isOutOfDate(authority)) {
                outOfDate.add(authority);
            } else {
                store.setCertificateEntry("authority " + store.size(), authority);
            }
        }
        if (store.size() == 0) {
            refuseIfOutOfDate("the root certificate", outOfDate.get(0));
        }
        return new ServerTrust(judge(store), outOfDate);
    }

    /** Trust in the authorities of this system, or in Java's own, which are part of a native program, where it has none: a small container. */
    static ServerTrust ofTheSystem() throws GeneralSecurityException {
        Optional<Path> bundle = BUNDLES.stream().map(Path::of).filter(Files::isReadable).findFirst();
        if (bundle.isEmpty()) {
            return new ServerTrust(judge(null), List.of());
        }
        try {
            return in(TlsSocketFactory.certificates(Files.readString(bundle.get(), StandardCharsets.ISO_8859_1), "the system's bundle of root certificates, "
                    + bundle.get() + ",", "PGSSLROOTCERT"));
        } catch (IOException e) {
            throw new CertificateProblem("the system's bundle of root certificates, " + bundle.get() + ", cannot be read",
                    "Set PGSSLROOTCERT to the certificate of the authority that signs the server's.", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        refuseIfOutOfDate("the server's certificate", chain[0]);
        try {
            judge.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            throw reason(chain, e);
        }
    }

    private CertificateException reason(X509Certificate[] chain, CertificateException judged) throws CertificateProblem {
        for (X509Certificate link : chain) {
            for (X509Certificate authority : outOfDate) {
                if (authority.getSubjectX500Principal().equals(link.getIssuerX500Principal())) {
                    refuseIfOutOfDate("the root certificate", authority);
                }
            }
        }
        for (X509Certificate link : chain) {
            refuseIfOutOfDate("the certificate of an authority in between", link);
        }
        boolean unknown = Stream.iterate((Throwable) judged, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof CertPathBuilderException);
        return unknown ? unknownAuthority(chain[chain.length - 1], judged)
                : new CertificateProblem("the server's certificate (" + name(chain[0]) + ") is not acceptable: " + judged.getMessage(),
                        "Give the server another certificate.", judged);
    }

    private static CertificateProblem unknownAuthority(X509Certificate last, CertificateException judged) {
        boolean itself = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
        return new CertificateProblem("none of the root certificates vouches for the server's certificate, "
                + (itself ? "which ends at " + name(last) + ", a certificate signed by itself" : "which is signed by " + last.getIssuerX500Principal().getName()),
                "Set PGSSLROOTCERT to the certificate of the authority that signs the server's, or, if the server should have another, look who answers there.",
                judged);
    }

    private static void refuseIfOutOfDate(String what, X509Certificate certificate) throws CertificateProblem {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new CertificateProblem(what + " (" + name(certificate) + ") has expired on " + certificate.getNotAfter().toInstant(),
                    "Renew it.", e);
        } catch (CertificateNotYetValidException e) {
            throw new CertificateProblem(what + " (" + name(certificate) + ") is not valid before " + certificate.getNotBefore().toInstant(),
                    "Check the clock of this machine, and of the one that the certificate was made on.", e);
        }
    }

    private static boolean isOutOfDate(X509Certificate authority) {
        try {
            authority.checkValidity();
            return false;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return true;
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("jks");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** Java's trust in the authorities of this store; in its own, if it is null. */
    private static X509ExtendedTrustManager judge(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory pkix = TrustManagerFactory.getInstance("PKIX");
        pkix.init(store);
        return (X509ExtendedTrustManager) pkix.getTrustManagers()[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        throw new UnsupportedOperationException("The driver has sockets");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new UnsupportedOperationException("The driver has sockets");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("We are the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw new UnsupportedOperationException("We are the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("We are the client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
