package digital.market.migrator.report;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * The log: lines on standard error, text or JSON, the same whether Quarkus was started or not. It has nothing to say when
 * all is well, so it is set up when the first line comes.
 */
public final class Log extends ExtHandler {

    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p %s%e%n";

    /** The report says what failed; the lines of these would say it again. */
    private static final List<String> SAY_IT_AGAIN =
            List.of("org.flywaydb.core.internal.command.DbMigrate", "org.postgresql.ssl.PGjdbcHostnameVerifier");

    private final boolean json;
    private boolean opening;
    private Optional<Handler> console = Optional.empty();
    private volatile Optional<ProgressBar> bar = Optional.empty();

    private Log(boolean json) {
        this.json = json;
    }

    /**
     * Opens the log. Our own lines are shown from INFO on, those of libraries from WARN on; Quarkus changes that if a
     * {@code QUARKUS_LOG_…} variable says so.
     */
    public static void open(boolean json) {
        LogContext context = LogContext.getLogContext();
        Logger root = context.getLogger("");
        root.setHandlers(new Handler[] {new Log(json)});
        root.setLevel(Level.WARN);
        context.getLogger("digital.market.migrator").setLevel(Level.INFO);
        SAY_IT_AGAIN.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
    }

    boolean isText() {
        return !json;
    }

    /** Writes its lines where this bar is drawn: each begins on a line that is empty. */
    ProgressBar beside(ProgressBar drawn) {
        bar = Optional.of(drawn);
        return drawn;
    }

    /** What is logged by the making of the console itself has nowhere to go. */
    @Override
    protected synchronized void doPublish(ExtLogRecord line) {
        if (console.isEmpty() && !opening) {
            opening = true;
            console = Optional.of(console());
        }
        bar.ifPresent(ProgressBar::erase);
        console.ifPresent(open -> open.publish(line));
    }

    private Handler console() {
        ConsoleHandler handler = new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR, json ? new JsonFormatter() : new PatternFormatter(PATTERN));
        handler.setCharset(StandardCharsets.UTF_8);
        return handler;
    }
}
