package digital.market.migrator.database;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

import org.postgresql.PGProperty;

import digital.market.migrator.settings.Secret;
import digital.market.migrator.settings.Settings;
import digital.market.migrator.settings.SslMode;
import digital.market.migrator.settings.Target;

/**
 * What the PostgreSQL driver is told, beside the hosts. All that can go into the start-up message goes there, so that not one statement
 * is spent on it.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/#connection-parameters">pgJDBC, Connection Parameters</a>
 */
final class ConnectionProperties {

    static final String APPLICATION_NAME = "market-migrator";

    /** What the second connection of a run is called, which only looks on. */
    static final String OBSERVER = APPLICATION_NAME + " watch";

    /** How long one host may take to answer while a connection is opened, be it to the first packet or to a password. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    static final int OBSERVER_TIMEOUT_SECONDS = 5;

    /** How long a pooler may take to give one more connection a session, before it is taken to have none. */
    static final int PROBE_TIMEOUT_SECONDS = 3;

    /** Rounds of a password's hash that a server may ask for, a second or two of one core. PostgreSQL's own default is 4,096. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private ConnectionProperties() {
    }

    /** How much of what makes a session safer is asked for in the start-up message. */
    enum Extent {

        /**
         * The time-outs, and that the server looks, while a statement runs, if we are still there
         * ({@code client_connection_check_interval}, PostgreSQL 14 and newer): the statement of a migrator that was killed
         * then ends, and frees its locks.
         */
        ALL,

        /** The time-outs alone. */
        TIMEOUTS,

        /** No more than the URL itself asks for. */
        NOTHING
    }

    private static Properties of(Settings settings, Extent extent) {
        Target target = settings.target();
        Properties properties = new Properties();
        PGProperty.PG_DBNAME.set(properties, target.database());
        PGProperty.USER.set(properties, target.user());
        target.password().map(Secret::reveal).ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
        setTls(properties, target);
        target.channelBinding().ifPresent(word -> PGProperty.CHANNEL_BINDING.set(properties, word));
        target.requiredAuth().ifPresent(methods -> PGProperty.REQUIRE_AUTH.set(properties, methods.text()));
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        PGProperty.APPLICATION_NAME.set(properties, APPLICATION_NAME);
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "12");
        PGProperty.SCRAM_MAX_ITERATIONS.set(properties, MOST_ITERATIONS);
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        // Which of several hosts is the primary may have changed since the last attempt.
        PGProperty.HOST_RECHECK_SECONDS.set(properties, 0);
        options(settings, extent).ifPresent(options -> PGProperty.OPTIONS.set(properties, options));
        return properties;
    }

    /** With the texts of certificates and key in place of the names of their files, as {@link TlsSocketFactory} has it. */
    private static void setTls(Properties properties, Target target) {
        PGProperty.SSL_MODE.set(properties, target.sslMode().word());
        if (target.sslMode() != SslMode.DISABLE) {
            PGProperty.SSL_FACTORY.set(properties, TlsSocketFactory.NAME);
            target.rootCertificates().ifPresent(pem -> PGProperty.SSL_ROOT_CERT.set(properties, pem.reveal()));
            target.clientCertificate().ifPresent(pair -> {
                PGProperty.SSL_CERT.set(properties, pair.certificate().reveal());
                PGProperty.SSL_KEY.set(properties, pair.key().reveal());
            });
        }
    }

    /**
     * The properties of a connection to the settings' target whose server has to answer by then, while it is opened and after: one that
     * accepts us and says nothing does not answer. Where no time is given at all, the one attempt has as much as any.
     */
    static Properties by(Deadline deadline, Settings settings, Extent extent, String serverType) {
        Duration answer = deadline.isOver() ? LONGEST_ANSWER : deadline.atMost(LONGEST_ANSWER);
        Properties properties = answeredWithin((int) Math.max(1, answer.toSeconds()), of(settings, extent));
        PGProperty.TARGET_SERVER_TYPE.set(properties, serverType);
        return properties;
    }

    /** By when a connection has to be open all in all that has until then: several answers come before it is, or one in many pieces. */
    static Deadline opened(Deadline deadline) {
        return Deadline.in(deadline.isOver() ? LONGEST_ANSWER : deadline.atMost(LONGEST_ANSWER.multipliedBy(3)));
    }

    /** By when a look has to be over, and no sooner than an answer may take. */
    static Deadline lookedBy(Deadline deadline) {
        return deadline.left().compareTo(LONGEST_ANSWER) < 0 ? Deadline.in(LONGEST_ANSWER) : deadline;
    }

    /** The properties of one more connection like the first one, to see what a pooler does with it. */
    static Properties ofProbe(Settings settings) {
        return answeredWithin(PROBE_TIMEOUT_SECONDS, of(settings, Extent.NOTHING));
    }

    /** The properties of a second connection, to look on by. It disturbs nobody, and gives up soon. */
    static Properties ofObserver(Settings settings) {
        Properties properties = of(settings, Extent.NOTHING);
        PGProperty.APPLICATION_NAME.set(properties, OBSERVER);
        return answeredWithin(OBSERVER_TIMEOUT_SECONDS, properties);
    }

    /** The driver's {@code connectTimeout} ends with the answer to its first packet; what follows is {@code socketTimeout}'s. */
    private static Properties answeredWithin(int seconds, Properties properties) {
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
        return properties;
    }

    private static Optional<String> options(Settings settings, Extent extent) {
        Optional<String> own = settings.target().options();
        return extent == Extent.NOTHING ? own : Optional.of(own.map(some -> some + " ").orElse("")
                + "-c lock_timeout=" + settings.lockTimeout().toMillis()
                + " -c statement_timeout=" + settings.statementTimeout().toMillis()
                + " -c idle_in_transaction_session_timeout=0"
                + " -c standard_conforming_strings=on"
                + (extent == Extent.ALL ? " -c idle_session_timeout=0 -c client_connection_check_interval=1000" : ""));
    }
}
