package digital.market.migrator.database;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Target;

/**
 * Why a connection could not be had: whether waiting helps, and what to say.
 *
 * @param retry   whether the next attempt may succeed
 * @param message one sentence with the name of the database
 * @param advice  one sentence on what to do when it is final
 */
record ConnectFailure(Retry retry, String message, String advice) {

    /** How long to try again. */
    enum Retry {

        /** As long as the database may take to answer. */
        WHILE_WAITING(Outcome.UNREACHABLE),
        /** For a little while: whoever makes the server makes the database a moment later. */
        SHORTLY(Outcome.DENIED),
        /** As long as {@code MIGRATOR_AUTH_GRACE} says, and whenever the password has changed. */
        WITH_ANOTHER_PASSWORD(Outcome.DENIED),
        /** Not at all. */
        NEVER(Outcome.DENIED);

        private final Outcome outcome;

        Retry(Outcome outcome) {
            this.outcome = outcome;
        }
    }

    private static final Set<String> INVALID_PASSWORD = Set.of("28P01", "28000");
    private static final String UNKNOWN_DATABASE = "3D000";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String UNKNOWN_PARAMETER = "42704";
    private static final String PROTOCOL_VIOLATION = "08P01";
    private static final String REJECTED = "08004";
    /** What the driver's message names in every language where no host is of the kind that is wanted. */
    private static final String SERVER_TYPE = "targetServerType";

    /** Whether it was a parameter of the start-up message that was refused, by a server or by a pooler. */
    static boolean refusesAParameter(SQLException error) {
        String state = SqlStates.of(error);
        return state.equals(UNKNOWN_PARAMETER)
                || state.equals(PROTOCOL_VIOLATION) && String.valueOf(error.getMessage()).contains("startup parameter");
    }

    static ConnectFailure of(SQLException error, Target target) {
        String state = SqlStates.of(error);
        Optional<ConnectFailure> tls = TlsFailure.of(error, target);
        if (tls.isPresent()) {
            return tls.get();
        }
        if (INVALID_PASSWORD.contains(state)) {
            return denied(Retry.WITH_ANOTHER_PASSWORD, target, error, "Check user and password, and the server's pg_hba.conf; where the role is made "
                    + "at the same time, MIGRATOR_AUTH_GRACE waits for it.");
        }
        if (state.equals(UNKNOWN_DATABASE)) {
            return denied(Retry.SHORTLY, target, error, "Create it, for example with CREATE DATABASE " + Sql.identifier(target.database())
                    + " OWNER " + Sql.identifier(target.user()) + ", or correct DB_NAME or the URL.");
        }
        if (refusesAParameter(error)) {
            return denied(Retry.NEVER, target, error, "Correct the options in the URL if it is one of them; if it is a pooler that refuses it, connect to "
                    + "PostgreSQL itself.");
        }
        if (state.equals(REJECTED)) {
            return denied(Retry.NEVER, target, error, "Set DB_PASSWORD if it asks for one.");
        }
        if (state.startsWith("08") || state.startsWith("57P") || state.equals(TOO_MANY_CONNECTIONS)) {
            return new ConnectFailure(Retry.WHILE_WAITING, target.describe() + " does not answer: " + reason(error) + ".",
                    "Check that the server runs and that host and port are right; MIGRATOR_WAIT says how long to wait for it.");
        }
        return denied(Retry.NEVER, target, error, "Check the privileges of " + Sql.identifier(target.user()) + " on this database.");
    }

    MigrationException asException(SQLException error) {
        Failure failure = Failure.of(retry.outcome, message).withAdvice(advice)
                .withServer(SqlStates.words(error));
        return new MigrationException(failure, error);
    }

    private static ConnectFailure denied(Retry retry, Target target, SQLException error, String advice) {
        return new ConnectFailure(retry, target.describe() + " does not let us in: " + SqlStates.message(error) + ".", advice);
    }

    private static String reason(SQLException error) {
        if (cause(error, UnknownHostException.class).isPresent()) {
            return "unknown host";
        }
        if (cause(error, SocketTimeoutException.class).isPresent()) {
            return "no answer in time";
        }
        if (String.valueOf(error.getMessage()).contains(SERVER_TYPE)) {
            return "none of its hosts is of the kind that target_session_attrs asks for";
        }
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof SQLException sql ? SqlStates.message(sql) : String.valueOf(root.getMessage());
    }

    /** The first of this type in a chain of causes. */
    static Optional<Throwable> cause(Throwable error, Class<? extends Throwable> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
