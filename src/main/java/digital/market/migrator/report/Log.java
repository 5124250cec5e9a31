package digital.market.migrator.report;

import java.nio.charset.StandardCharsets;
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

    private final boolean json;
    private ConsoleHandler console;

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
        // The report says what failed and whether it was rolled back; Flyway's line about it would say it again.
        context.getLogger("org.flywaydb.core.internal.command.DbMigrate").setLevel(Level.OFF);
    }

    @Override
    protected synchronized void doPublish(ExtLogRecord line) {
        if (console == null) {
            console = new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR, json ? new JsonFormatter() : new PatternFormatter(PATTERN));
            console.setCharset(StandardCharsets.UTF_8);
        }
        console.publish(line);
    }
}
