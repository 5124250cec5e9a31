package digital.market.migrator.database;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Optional;

import javax.net.ssl.SSLException;

import digital.market.migrator.database.ConnectFailure.Retry;
import digital.market.migrator.report.Failure.ServerError;
import digital.market.migrator.settings.Target;

/**
 * What went wrong with TLS: with the server's certificate, with ours, with the handshake, or because one side wants TLS and the other has
 * none. Waiting helps with none of it, except where the connection was cut in the middle.
 */
final class TlsFailure {

    private static final String INVALID_AUTHORIZATION = "28000";
    private static final String REJECTED = "08004";
    /** What the driver's message names in every language; its SQLSTATE is that of a connection which was lost. */
    private static final String HOST_NAME_VERIFIER = "PgjdbcHostnameVerifier";
    /** How Java names what a server says before it ends a handshake (RFC 8446, §6.2). */
    private static final String ALERT = "Received fatal alert: ";

    private TlsFailure() {
    }

    /** The failure, if it is one of TLS. */
    static Optional<ConnectFailure> of(SQLException error, Target target) {
        String message = String.valueOf(error.getMessage());
        Optional<ServerError> server = SqlStates.words(error);
        if (server.isPresent()) {
            return SqlStates.of(error).equals(INVALID_AUTHORIZATION) ? ofServer(server.get().message(), target) : Optional.empty();
        }
        if (message.contains("hannel binding") || message.contains("hannel Binding")) {
            return denied(target.describe() + " does not let us in: channel_binding=require needs a password and TLS on both sides, and the driver says: " + message
                    + ".", "Check that the server has TLS and that pg_hba.conf says scram-sha-256, or set channel_binding=prefer in the URL.");
        }
        if (SqlStates.of(error).equals(REJECTED) && message.contains("SSL")) {
            return denied(target.describe() + " has no TLS, and sslmode=" + target.sslMode().word() + " asks for it.",
                    "Switch it on there (ssl = on), or, if the network is safe, set PGSSLMODE=prefer.");
        }
        if (message.contains(HOST_NAME_VERIFIER)) {
            return failed(target, "the server's certificate is for another host name" + hostOf(target), "Name the host as its certificate does ("
                    + "openssl s_client -starttls postgres -connect " + target.hosts().get(0).describe()
                    + " | openssl x509 -noout -text shows it), or, if that is safe here, set PGSSLMODE=verify-ca.");
        }
        return ofHandshake(error, target);
    }

    /** PostgreSQL's own words, as far as they are English: {@code lc_messages} may be another. */
    private static Optional<ConnectFailure> ofServer(String message, Target target) {
        if (message.contains("valid client certificate")) {
            return target.clientCertificate().isEmpty()
                    ? denied(target.describe() + " lets nobody in without a client certificate, and none is set.",
                            "Set PGSSLCERT and PGSSLKEY, for example to the tls.crt and tls.key of a mounted Secret.")
                    : denied(target.describe() + " does not accept our client certificate: " + message + ".",
                            "Check that PGSSLCERT holds one which the authority in the server's ssl_ca_file has signed.");
        }
        if (message.contains("certificate authentication failed")) {
            return denied(target.describe() + " does not accept our client certificate: " + message + ".",
                    "Check that its common name (CN) is the name of the user, or that pg_ident.conf maps the one to the other.");
        }
        boolean noEncryption = message.contains("no encryption") || message.contains("SSL off");
        return noEncryption && message.contains("pg_hba.conf")
                ? denied(target.describe() + " does not let us in without TLS: " + message + ".",
                        "Set PGSSLMODE=require or better if the server wants TLS, or add the entry to its pg_hba.conf.")
                : Optional.empty();
    }

    private static Optional<ConnectFailure> ofHandshake(SQLException error, Target target) {
        Optional<Throwable> certificate = ConnectFailure.cause(error, CertificateProblem.class);
        if (certificate.isPresent()) {
            CertificateProblem problem = (CertificateProblem) certificate.get();
            return failed(target, problem.getMessage(), problem.advice());
        }
        Optional<Throwable> tls = ConnectFailure.cause(error, SSLException.class).or(() -> ConnectFailure.cause(error, GeneralSecurityException.class));
        if (tls.isEmpty() || wasCut(error)) {
            return Optional.empty();
        }
        String said = String.valueOf(tls.get().getMessage());
        int alert = said.indexOf(ALERT);
        return alert >= 0 ? ofAlert(said.substring(alert + ALERT.length()), target)
                : failed(target, said, "Check sslmode and the root certificate (PGSSLMODE, PGSSLROOTCERT).");
    }

    /** A server that stops, or a proxy in front of none, ends a connection also in the middle of a handshake. */
    private static boolean wasCut(SQLException error) {
        return ConnectFailure.cause(error, EOFException.class).isPresent() || ConnectFailure.cause(error, SocketException.class).isPresent()
                || ConnectFailure.cause(error, SocketTimeoutException.class).isPresent();
    }

    private static Optional<ConnectFailure> ofAlert(String alert, Target target) {
        String ours = "the server does not accept our client certificate";
        return switch (alert) {
            case "certificate_required" -> failed(target, "the server lets nobody in without a client certificate",
                    "Set PGSSLCERT and PGSSLKEY, for example to the tls.crt and tls.key of a mounted Secret.");
            case "unknown_ca" -> failed(target, ours + ", whose authority it does not know",
                    "Set PGSSLCERT to one that the authority in the server's ssl_ca_file has signed, followed by those in between.");
            case "certificate_expired" -> failed(target, ours + ", which has expired or is not valid yet", "Renew what PGSSLCERT names, and check the server's clock.");
            case "certificate_revoked" -> failed(target, ours + ", which is revoked", "Set PGSSLCERT and PGSSLKEY to a new one.");
            case "bad_certificate", "certificate_unknown", "unsupported_certificate", "decrypt_error", "access_denied" -> failed(target,
                    ours + " (" + alert + ")", "Check what PGSSLCERT names; the server's log says more.");
            case "protocol_version", "handshake_failure", "insufficient_security" -> failed(target,
                    "the server and we have no version of TLS or no cipher in common (" + alert + ")",
                    "Let the server speak TLS 1.2 or newer (ssl_min_protocol_version, ssl_ciphers).");
            default -> failed(target, "the server ended the handshake (" + alert + ")", "The server's log says more.");
        };
    }

    private static String hostOf(Target target) {
        return target.hosts().size() == 1 ? ", not for " + target.hosts().get(0).host() : "";
    }

    private static Optional<ConnectFailure> failed(Target target, String what, String advice) {
        return denied("TLS with " + target.describe() + " failed: " + what + ".", advice);
    }

    private static Optional<ConnectFailure> denied(String message, String advice) {
        return Optional.of(new ConnectFailure(Retry.NEVER, message, advice));
    }
}
