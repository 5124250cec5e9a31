package digital.market.migrator.database;

import java.security.cert.CertificateException;

/** What is wrong with a certificate, the server's or ours, in words for an operator. */
final class CertificateProblem extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final String advice;

    /**
     * A problem.
     *
     * @param message what is wrong, to follow "TLS with … failed:"; without a full stop
     * @param advice  one sentence on what to do
     */
    CertificateProblem(String message, String advice, Throwable cause) {
        super(message, cause);
        this.advice = advice;
    }

    String advice() {
        return advice;
    }
}
