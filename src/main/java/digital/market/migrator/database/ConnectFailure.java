package digital.market.migrator.database;

import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

import digital.market.migrator.database.wire.CleartextRequest;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.RequiredAuth;
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
    private static final String INVALID_AUTHORIZATION = "28000";
    private static final String UNKNOWN_DATABASE = "3D000";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String UNKNOWN_PARAMETER = "42704";
    private static final String REJECTED = "08004";
    /** Properties that the driver's messages name in every language. */
    private static final String REQUIRE_AUTH = "requireAuth";
    private static final String ITERATIONS = "scramMaxIterations";
    private static final String SERVER_TYPE = "targetServerType";

    /** Whether it was a parameter of the start-up message that was refused, by a server or by a pooler. */
    static boolean refusesAParameter(SQLException error) {
        String state = SqlStates.of(error);
        return state.equals(UNKNOWN_PARAMETER)
                || state.equals(SqlStates.PROTOCOL_VIOLATION) && String.valueOf(error.getMessage()).contains("startup parameter");
    }

    /** Whether another address may do better: this one does not answer, is full, or its server is of another kind. */
    static boolean mayBeElsewhere(SQLException error) {
        return (SqlStates.connectionLost(error) || SqlStates.of(error).equals(TOO_MANY_CONNECTIONS)) && cause(error, CleartextRequest.class).isEmpty();
    }

    static ConnectFailure of(SQLException error, Target target) {
        String state = SqlStates.of(error);
        if (state.isEmpty()) {
            return new ConnectFailure(Retry.WHILE_WAITING, target.describe() + " does not answer: it refuses us without an SQLSTATE.",
                    "Look who answers there: it is no PostgreSQL.");
        }
        Optional<Throwable> cleartext = cause(error, CleartextRequest.class);
        if (cleartext.isPresent()) {
            return new ConnectFailure(Retry.NEVER, target.describe() + " does not get the password: " + cleartext.get().getMessage() + ".",
                    "Set PGSSLMODE=verify-full, or, if nobody can listen in and nobody can answer in the server's place, "
                            + "MIGRATOR_CLEARTEXT_PASSWORD=allow.");
        }
        Optional<ConnectFailure> tls = TlsFailure.of(error, target);
        if (tls.isPresent()) {
            return tls.get();
        }
        Optional<ConnectFailure> pooler = PoolerRefusal.of(error, target);
        if (pooler.isPresent()) {
            return pooler.get();
        }
        if (isWithoutLogin(error)) {
            return denied(Retry.WITH_ANOTHER_PASSWORD, target, error, "Let it: ALTER ROLE " + Sql.identifier(target.user()) + " LOGIN; "
                    + "or name another user in DB_USER or the URL.");
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
        if (state.equals(REJECTED) && String.valueOf(error.getMessage()).contains(REQUIRE_AUTH)) {
            return new ConnectFailure(Retry.NEVER, target.describe() + " does not authenticate us in a way that require_auth allows ("
                    + target.requiredAuth().map(RequiredAuth::text).orElse("") + ").", "Look who answers there; if it is your server, correct its "
                    + "pg_hba.conf, PGREQUIREAUTH or require_auth in the URL.");
        }
        if (state.equals(REJECTED) && String.valueOf(error.getMessage()).contains(ITERATIONS)) {
            return denied(Retry.NEVER, target, error, "Look who answers there; if it is your server, set the password anew with a lower "
                    + "scram_iterations.");
        }
        if (state.equals(REJECTED)) {
            return denied(Retry.NEVER, target, error, "Set DB_PASSWORD if it asks for one.");
        }
        if (state.startsWith("08") || state.startsWith("57P") || state.equals(TOO_MANY_CONNECTIONS)) {
            return new ConnectFailure(Retry.WHILE_WAITING, target.describe() + " does not answer: " + reason(error) + ".",
                    state.equals(TOO_MANY_CONNECTIONS) ? ConnectionLimit.advice(error, target)
                            : "Check that the server runs and that host and port are right; MIGRATOR_WAIT says how long to wait for it.");
        }
        return denied(Retry.NEVER, target, error, "Check the privileges of " + Sql.identifier(target.user()) + " on this database.");
    }

    MigrationException asException(SQLException error) {
        Failure failure = Failure.of(retry.outcome, message).withAdvice(advice)
                .withServer(SqlStates.words(error));
        return new MigrationException(failure, error);
    }

    /** A role without LOGIN has no SQLSTATE of its own. */
    private static boolean isWithoutLogin(SQLException error) {
        return SqlStates.of(error).equals(INVALID_AUTHORIZATION)
                && SqlStates.words(error).filter(words -> words.message().matches("role \".*\" is not permitted to log in")).isPresent();
    }

    static ConnectFailure denied(Retry retry, Target target, SQLException error, String advice) {
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
        if (SqlStates.of(error).equals(SqlStates.PROTOCOL_VIOLATION)) {
            return SqlStates.message(error);
        }
        if (cause(error, EOFException.class).isPresent()) {
            return "it closed the connection";
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
