package digital.market.migrator.database;

import java.sql.SQLWarning;
import java.util.Optional;

import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server says beside its answers (the protocol's NoticeResponse).
 *
 * @param text its message, detail and hint
 */
public record Notice(Level level, String text) {

    /** How grave it is. That an object is there already is a notice to PostgreSQL, and so to us. */
    public enum Level {
        WARNING, NOTICE, DEBUG
    }

    /** The notice as the driver gives it. */
    public static Notice of(SQLWarning warning) {
        Optional<ServerErrorMessage> message = warning instanceof PSQLWarning server ? Optional.ofNullable(server.getServerErrorMessage())
                : Optional.empty();
        return new Notice(level(message.map(ServerErrorMessage::getSeverity).orElse(""), String.valueOf(warning.getSQLState())),
                message.map(Notice::text).orElse(String.valueOf(warning.getMessage())));
    }

    private static String text(ServerErrorMessage message) {
        StringBuilder text = new StringBuilder(String.valueOf(message.getMessage()));
        Optional.ofNullable(message.getDetail()).ifPresent(detail -> text.append(" (").append(detail).append(')'));
        Optional.ofNullable(message.getHint()).ifPresent(hint -> text.append(" (").append(hint).append(')'));
        return text.toString();
    }

    /** The severity may be in another language; then a warning is known by the class of its code. */
    private static Level level(String severity, String sqlState) {
        return switch (severity) {
            case "WARNING" -> Level.WARNING;
            case "DEBUG", "LOG" -> Level.DEBUG;
            case "NOTICE", "INFO" -> Level.NOTICE;
            default -> sqlState.startsWith("01") ? Level.WARNING : Level.NOTICE;
        };
    }
}
