package digital.market.migrator.testing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;

/** The lines that the migrator logs in this process, from INFO on, until this is closed; behind each, the exception of which the trace follows. */
public final class LogLines extends ExtHandler {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines() {
    }

    /** Those that are logged from now on. */
    public static LogLines capture() {
        LogLines lines = new LogLines();
        logger().setLevel(Level.INFO);
        logger().addHandler(lines);
        return lines;
    }

    /** All by now. */
    public List<String> all() {
        return List.copyOf(lines);
    }

    /** Waits until there is a line that matches. */
    public void await(String pattern) {
        try {
            Eventually.holds("a line matches " + pattern, () -> lines.stream().anyMatch(line -> line.matches(pattern)));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but these are:\n" + String.join("\n", lines), e);
        }
    }

    @Override
    protected void doPublish(ExtLogRecord line) {
        lines.add(line.getFormattedMessage() + Optional.ofNullable(line.getThrown()).map(thrown -> " " + thrown).orElse(""));
    }

    @Override
    public void close() {
        logger().removeHandler(this);
    }

    private static Logger logger() {
        return LogContext.getLogContext().getLogger("digital.market.migrator");
    }
}
