package digital.market.migrator.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import digital.market.migrator.database.ConnectFailure.Retry;
import digital.market.migrator.settings.Target;

/**
 * A pooler's refusal. PgBouncer gives the SQLSTATE of a broken protocol to all of them (newer ones to most), so that its words have to tell a
 * wrong password from a server that is down. They are English; what it passes on of the server is as {@code lc_messages} has it.
 *
 * @see <a href="https://github.com/pgbouncer/pgbouncer/blob/master/src/client.c">PgBouncer's client.c</a>
 */
final class PoolerRefusal {


    private static final List<String> REFUSES_US = List.of("SASL authentication failed", "SCRAM authentication failed", "password authentication failed",
            "certificate authentication failed", "PAM authentication failed", "LDAP authentication failed", "\"trust\" authentication failed",
            "no such user", "bouncer config error", "login rejected", "no pg_hba.conf entry");
    private static final String UNKNOWN_DATABASE = "no such database";
    private static final String MISSING = "does not exist";

    /** What PgBouncer has been told by the server and says again; older ones leave it out, but tell it to who waits when it comes. */
    private static final String REFUSED_ITSELF = "server login has been failing, cached error:";
    private static final List<String> WHILE_THE_SERVER_STARTS = List.of("starting up", "shutting down", "recovery", "not accepting connections",
            "too many", "slots");

    private PoolerRefusal() {
    }

    /** The refusal, if it is a pooler's and final. */
    static Optional<ConnectFailure> of(SQLException error, Target target) {
        if (!SqlStates.of(error).equals(SqlStates.PROTOCOL_VIOLATION) || SqlStates.words(error).isEmpty()) {
            return Optional.empty();
        }
        String message = SqlStates.message(error);
        if (message.startsWith(UNKNOWN_DATABASE) || message.startsWith("database ") && message.endsWith(MISSING)) {
            return Optional.of(ConnectFailure.denied(Retry.SHORTLY, target, error, "Create the database, or name it in the pooler's configuration "
                    + "([databases] of PgBouncer), or correct DB_NAME or the URL."));
        }
        if (REFUSES_US.stream().anyMatch(message::startsWith) || message.startsWith("role ") && isOfARole(message)) {
            return Optional.of(ConnectFailure.denied(Retry.WITH_ANOTHER_PASSWORD, target, error, "Check user and password, and the pooler's own list of "
                    + "them (auth_file or auth_query of PgBouncer); where the role is made at the same time, MIGRATOR_AUTH_GRACE waits for it."));
        }
        if (message.startsWith(REFUSED_ITSELF) && !soundsPassing(message)) {
            return Optional.of(ConnectFailure.denied(Retry.WITH_ANOTHER_PASSWORD, target, error, "The server refuses the pooler: check user and password "
                    + "that the pooler has for it."));
        }
        return Optional.empty();
    }

    /** The server's words, which PgBouncer passes on without their SQLSTATE. */
    private static boolean isOfARole(String message) {
        return message.endsWith(MISSING) || message.endsWith("is not permitted to log in");
    }

    private static boolean soundsPassing(String message) {
        return WHILE_THE_SERVER_STARTS.stream().anyMatch(message::contains);
    }
}
