package digital.market.migrator.report;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.stream.Stream;

import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * The log: lines on standard error, text or JSON, the same whether Quarkus was started or not. It has nothing to say when
 * all is well, so it is set up when the first line comes.
 */
public final class Log extends ExtHandler {

    private final boolean json;
    private boolean opening;
    private Optional<Handler> console = Optional.empty();
    private volatile Optional<ProgressBar> bar = Optional.empty();
    private volatile UnaryOperator<String> mask = UnaryOperator.identity();

    private Log(boolean json) {
        this.json = json;
    }

    /**
     * Opens the log, and decides who is heard there: our own lines from INFO on. What a library has to say, a report says in our
     * words. Quarkus alone is heard when it fails, since it may be before there is a report. A {@code QUARKUS_LOG_…} variable
     * changes all that; {@code application.properties} says the same for when Quarkus is started.
     */
    public static void open(boolean json) {
        LogContext context = LogContext.getLogContext();
        Logger root = context.getLogger("");
        root.setHandlers(new Handler[] {new Log(json)});
        root.setLevel(Level.OFF);
        context.getLogger("io.quarkus").setLevel(Level.ERROR);
        context.getLogger("digital.market.migrator").setLevel(Level.INFO);
    }

    /** Has each line of the log changed like this, to hide what no log may hold. */
    public static void mask(UnaryOperator<String> change) {
        opened().forEach(log -> log.mask = change);
    }

    /** The log, if it is ours. */
    static Stream<Log> opened() {
        return Stream.of(LogContext.getLogContext().getLogger("").getHandlers()).filter(Log.class::isInstance).map(Log.class::cast);
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
        Formatter formatter = json ? new Masked(new JsonFormatter(), Printable::json) : new Masked(new LogLine(), UnaryOperator.identity());
        ConsoleHandler handler = new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR, formatter);
        handler.setCharset(StandardCharsets.UTF_8);
        return handler;
    }

    /** Lines as a formatter gives them, without what no log may hold. */
    private final class Masked extends ExtFormatter {

        private final ExtFormatter lines;
        private final UnaryOperator<String> printable;

        private Masked(ExtFormatter lines, UnaryOperator<String> printable) {
            this.lines = lines;
            this.printable = printable;
        }

        @Override
        public String format(ExtLogRecord line) {
            return printable.apply(mask.apply(lines.format(line)));
        }
    }
}
