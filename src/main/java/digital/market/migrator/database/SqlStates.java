package digital.market.migrator.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import digital.market.migrator.report.Failure.Excerpt;
import digital.market.migrator.database.wire.ServerBreach;
import digital.market.migrator.report.Failure.ServerError;

/**
 * What PostgreSQL's error codes mean for a migrator
 * (<a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error Codes</a>).
 */
public final class SqlStates {

    public static final String PROTOCOL_VIOLATION = "08P01";
    public static final String UNDEFINED_TABLE = "42P01";
    public static final String INVALID_PARAMETER_VALUE = "22023";
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    public static final String READ_ONLY_TRANSACTION = "25006";
    public static final String IN_FAILED_TRANSACTION = "25P02";
    public static final String INVALID_TRANSACTION_TERMINATION = "2D000";
    public static final String QUERY_CANCELED = "57014";

    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String DEADLOCK_DETECTED = "40P01";

    /** lock_not_available, deadlock_detected, serialization_failure: the same transaction may succeed when tried again. */
    private static final Set<String> WORTH_A_RETRY = Set.of(LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED, "40001");

    /**
     * Where the server finds that another transaction has changed the same row of a catalog at the same time, for which it has no
     * SQLSTATE of its own. The message is in the server's language, the routine is not.
     */
    private static final Set<String> CHANGES_OF_CATALOGS = Set.of("simple_heap_update", "simple_heap_delete");

    /** What the driver's message names in every language. */
    private static final Set<String> NEEDED_BY_DRIVER = Set.of("client_encoding", "DateStyle", BorrowedConnection.CONFORMING);

    private SqlStates() {
    }

    /** Whether the transaction that failed so may succeed when it is run again, with nothing changed. */
    public static boolean worthARetry(SQLException error) {
        return WORTH_A_RETRY.contains(of(error)) || isConcurrentCatalogUpdate(error);
    }

    /** Whether another transaction had changed the same object ("tuple concurrently updated", "tuple concurrently deleted"). */
    public static boolean isConcurrentCatalogUpdate(SQLException error) {
        return of(error).equals("XX000") && serverMessage(error).map(ServerErrorMessage::getRoutine).filter(CHANGES_OF_CATALOGS::contains).isPresent();
    }

    /** Whether the connection is gone: class 08, or the server ended the session (57P01 to 57P05). */
    public static boolean connectionLost(SQLException error) {
        String state = of(error);
        return (state.startsWith("08") || state.startsWith("57P")) && impossibleSetting(error).isEmpty();
    }

    /** The setting with whose value the driver, or {@link BorrowedConnection}, cannot go on: the same script sets it again. */
    public static Optional<String> impossibleSetting(SQLException error) {
        String message = String.valueOf(error.getMessage());
        return serverMessage(error).isPresent() ? Optional.empty() : NEEDED_BY_DRIVER.stream().filter(message::contains).findFirst();
    }

    /** The setting that has ended the session because something took too long; a run has none of its own. */
    public static Optional<String> sessionTimeout(SQLException error) {
        return switch (of(error)) {
            case "25P03" -> Optional.of("idle_in_transaction_session_timeout");
            case "25P04" -> Optional.of("transaction_timeout");
            case "57P05" -> Optional.of("idle_session_timeout");
            default -> Optional.empty();
        };
    }

    /** Whether the statement was cancelled, by a time-out or by somebody. */
    public static boolean cancelled(SQLException error) {
        return of(error).equals(QUERY_CANCELED);
    }

    /** Whether the server refuses a query whose rows policies would filter, since {@code row_security} is off; in whatever language. */
    public static boolean refusedByRowSecurity(SQLException error) {
        return of(error).equals(INSUFFICIENT_PRIVILEGE) && error instanceof PSQLException refused && refused.getServerErrorMessage() != null
                && "check_enable_rls".equals(refused.getServerErrorMessage().getRoutine());
    }

    /** Whether nothing may be written there, as on a standby. */
    public static boolean readOnly(SQLException error) {
        return of(error).equals(READ_ONLY_TRANSACTION);
    }

    /** The SQLSTATE, or an empty string where the driver gives none. */
    public static String of(SQLException error) {
        return error.getSQLState() == null ? "" : error.getSQLState();
    }

    /** The first SQL error in a chain of causes. */
    public static Optional<SQLException> find(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException found && found.getSQLState() != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** PostgreSQL's own words; none if the error is the driver's. */
    public static Optional<ServerError> words(SQLException error) {
        return serverMessage(error).map(message -> new ServerError(of(error), String.valueOf(message.getMessage()),
                Optional.ofNullable(message.getDetail()), Optional.ofNullable(message.getHint()),
                Optional.ofNullable(message.getWhere()).map(ErrorContext::entries).orElse(List.of()),
                Optional.ofNullable(message.getInternalQuery()).map(query -> new Excerpt(query, offset(query, message.getInternalPosition())))));
    }

    /** Where PostgreSQL saw the error: the offset in the statement that was sent; none if it does not say. */
    public static Optional<Integer> position(SQLException error, String statement) {
        return serverMessage(error).flatMap(message -> offset(statement, message.getPosition()));
    }

    private static Optional<ServerErrorMessage> serverMessage(SQLException error) {
        Throwable sent = error instanceof CommitException ? error.getCause() : error;
        return sent instanceof PSQLException either ? Optional.ofNullable(either.getServerErrorMessage()) : Optional.empty();
    }

    /** PostgreSQL counts characters from 1. */
    private static Optional<Integer> offset(String text, int position) {
        return position < 1 || position > text.codePointCount(0, text.length()) + 1 ? Optional.empty()
                : Optional.of(text.offsetByCodePoints(0, position - 1));
    }

    /** What of the protocol was broken: the driver itself tells no more of it than that there was an error. */
    private static Optional<String> breach(SQLException error) {
        return error.getCause() instanceof ServerBreach breach ? Optional.of(breach.getMessage()) : Optional.empty();
    }

    /** What the error says, in PostgreSQL's or else the driver's words, without a full stop. */
    public static String message(SQLException error) {
        if (of(error).isEmpty() && words(error).isPresent()) {
            return "the answer is not PostgreSQL's: an error without an SQLSTATE";
        }
        String message = words(error).map(ServerError::message).or(() -> breach(error)).orElse(String.valueOf(error.getMessage()));
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
