package digital.market.migrator.migration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import digital.market.migrator.database.Notice;
import digital.market.migrator.settings.Mask;

/** Logs what a script says by RAISE, and what PostgreSQL remarks on its statements: one line each, with script and line. */
final class ScriptNotices {

    private static final Logger LOG = Logger.getLogger(ScriptNotices.class);
    /** Of one script. */
    private static final int MOST = 100;

    private final Supplier<Optional<Migration>> running;
    private final Placeholders placeholders;
    private final Mask mask;
    private Optional<Migration> script = Optional.empty();
    private Optional<ScriptText> text = Optional.empty();
    private int behindLast;
    private int told;
    private int untold;

    /**
     * The notices of scripts.
     *
     * @param running the script that is running
     */
    ScriptNotices(Supplier<Optional<Migration>> running, Placeholders placeholders, Mask mask) {
        this.running = running;
        this.placeholders = placeholders;
        this.mask = mask;
    }

    /** The connection, over which what is said is heard. */
    Connection heardOver(Connection real) {
        return (Connection) Proxy.newProxyInstance(ScriptNotices.class.getClassLoader(), new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
            Object result = call(real, method, arguments);
            return method.getName().equals("createStatement") ? heard((Statement) result) : result;
        });
    }

    /** The last script is over: says how many notices were left out. */
    void end() {
        if (untold > 0) {
            LOG.infof("%s: … and %d more.", script.orElseThrow().script(), untold);
        }
        untold = 0;
        told = 0;
    }

    private Object heard(Statement real) {
        return Proxy.newProxyInstance(ScriptNotices.class.getClassLoader(), new Class<?>[] {Statement.class},
                (proxy, method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
                return call(real, method, arguments);
            }
            try {
                return call(real, method, arguments);
            } finally {
                if (arguments != null && arguments[0] instanceof String sql && !real.isClosed()) {
                    tell(sql, real.getWarnings());
                }
            }
        });
    }

    private void tell(String sql, SQLWarning first) {
        Optional<Migration> now = running.get();
        if (now.isEmpty()) {
            return;
        }
        if (script.isEmpty() || now.get() != script.get()) {
            end();
            script = now;
            text = Optional.of(ScriptText.of(now.get(), placeholders));
            behindLast = 0;
        }
        int at = find(sql);
        if (at >= 0 && first != null) {
            int line = text.get().line(at + new Lexer(sql).next().map(Token::start).orElse(0));
            for (SQLWarning notice = first; notice != null; notice = notice.getNextWarning()) {
                tell(now.get(), line, Notice.of(notice));
            }
        }
    }

    /** Where the statement stands; negative for one of Flyway's or of ours. A script that is tried again begins anew. */
    private int find(String sql) {
        String executed = text.orElseThrow().executed();
        int found = executed.indexOf(sql, behindLast);
        int at = found < 0 ? executed.indexOf(sql) : found;
        behindLast = at < 0 ? behindLast : at + sql.length();
        return at;
    }

    private void tell(Migration said, int line, Notice notice) {
        if (told == MOST) {
            untold++;
            return;
        }
        told++;
        LOG.log(level(notice), "%s line %d: %s".formatted(said.script(), line, mask.over(notice.text())));
    }

    private static Logger.Level level(Notice notice) {
        return switch (notice.level()) {
            case WARNING -> Logger.Level.WARN;
            case NOTICE -> Logger.Level.INFO;
            case DEBUG -> Logger.Level.DEBUG;
        };
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
