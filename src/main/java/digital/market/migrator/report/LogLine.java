package digital.market.migrator.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Level;

import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** The text of one line of the log; a bug's stack trace goes below it. */
final class LogLine extends ExtFormatter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Override
    public String format(ExtLogRecord line) {
        StringBuilder text = new StringBuilder();
        text.append(TIME.format(Instant.ofEpochMilli(line.getMillis()))).append(" %-5s ".formatted(level(line.getLevel())))
                .append(Printable.line(formatMessage(line))).append('\n');
        String means = "";
        for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
            text.append(means).append(Printable.line(cause.toString())).append('\n');
            for (StackTraceElement frame : cause.getStackTrace()) {
                text.append("\tat ").append(Printable.line(frame.toString())).append('\n');
            }
            means = "Caused by: ";
        }
        return text.toString();
    }

    /** Libraries log by several frameworks, whose names differ. */
    static String level(Level level) {
        int value = level.intValue();
        return value >= Level.SEVERE.intValue() ? "ERROR"
                : value >= Level.WARNING.intValue() ? "WARN"
                : value >= Level.INFO.intValue() ? "INFO"
                : value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }
}
