package digital.market.migrator.database;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import org.jboss.logging.Logger;

import digital.market.migrator.report.ProgressBar;

/**
 * The watch over the statements of our own connection. Its thread waits until a statement takes long; only then is there a second
 * connection. What is in a statement's way is told as soon as it is seen, how a statement gets on from time to time.
 */
final class StatementWatch implements Watch, Runnable {

    static final String THREAD = "watch";

    private static final Logger LOG = Logger.getLogger(StatementWatch.class);
    private static final Duration LATEST_FIRST_LOOK = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    /** How long the second connection stays open with nothing to be seen: a script that is tried again needs it again. */
    private static final Duration IDLE = Duration.ofSeconds(5);
    /** A thread that just then waits for a connection ends when that comes, or does not come; nobody waits for it so long. */
    private static final Duration END = Duration.ofSeconds(1);

    private final Observer observer;
    private final Cancellation cancellation;
    private final Duration lockTimeout;
    private final Optional<ProgressBar> bar;
    private final Thread thread = new Thread(this, THREAD);
    private volatile long changed;
    private volatile Optional<Obstacle> seen = Optional.empty();
    private String name = "";
    private boolean atWork;
    private boolean closed;
    private long firstLook;
    private long lastLook;
    private long lastLine;
    private Optional<Obstacle> told = Optional.empty();

    /**
     * A watch with a thread of its own, from the first script on until this is closed.
     *
     * @param cancellation learns whether a script waits or runs
     * @param lockTimeout  how long statements wait for a lock as a rule; zero for as long as it takes
     * @param bar          where it is shown how a statement gets on, if not in the log
     */
    StatementWatch(Observer observer, Cancellation cancellation, Duration lockTimeout, Optional<ProgressBar> bar) {
        this.observer = observer;
        this.cancellation = cancellation;
        this.lockTimeout = lockTimeout;
        this.bar = bar;
        thread.setDaemon(true);
    }

    @Override
    public synchronized void begin(String script, Optional<Duration> ownLockTimeout) {
        if (!name.equals(script)) {
            seen = Optional.empty();
            told = Optional.empty();
        }
        name = script;
        firstLook = firstLook(ownLockTimeout.orElse(lockTimeout)).toNanos();
        changed = System.nanoTime();
        atWork = true;
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        notifyAll();
    }

    /** Well before a lock's time-out ends. */
    private static Duration firstLook(Duration timeout) {
        Duration half = timeout.dividedBy(2);
        return timeout.isZero() || half.compareTo(LATEST_FIRST_LOOK) > 0 ? LATEST_FIRST_LOOK : half;
    }

    @Override
    public synchronized void end() {
        atWork = false;
        bar.ifPresent(ProgressBar::erase);
    }

    @Override
    public Optional<String> inTheWay() {
        return seen.map(Obstacle::text);
    }

    /** A statement begins or ends. The data of a COPY pass by here, but they come between two statements. */
    void statementChanged() {
        changed = System.nanoTime();
        bar.ifPresent(ProgressBar::erase);
    }

    /** Ends the thread and the second connection. */
    void close() {
        synchronized (this) {
            closed = true;
            end();
            notifyAll();
        }
        observer.close();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (awaitSomethingToSee()) {
                long statement = changed;
                tell(statement, observer.look());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            observer.close();
        }
    }

    /** Whether there will be any more. */
    private boolean awaitSomethingToSee() throws InterruptedException {
        while (true) {
            boolean idle;
            synchronized (this) {
                long now = System.nanoTime();
                long due = Math.max(changed + firstLook, lastLook + BETWEEN_LOOKS.toNanos()) - now;
                idle = observer.isOpen() && now - lastLook >= IDLE.toNanos();
                if (closed) {
                    return false;
                }
                if (atWork && due <= 0) {
                    lastLook = now;
                    return true;
                }
                if (!idle) {
                    pause(atWork ? due : observer.isOpen() ? IDLE.toNanos() : 0);
                }
            }
            if (idle) {
                observer.rest();
            }
        }
    }

    /** To the next change at the latest; zero is for as long as it takes. */
    private void pause(long nanos) throws InterruptedException {
        wait(nanos == 0 ? 0 : nanos / 1_000_000 + 1);
    }

    /** What was seen of a statement that has ended since is told too, for it says why it took long; but not on a terminal's line. */
    private synchronized void tell(long statement, Observer.Look look) {
        if (!atWork) {
            return;
        }
        seen = look.obstacle();
        cancellation.isSeenToWaitFor(look.obstacle().map(Obstacle::text));
        Duration time = Duration.ofNanos(System.nanoTime() - statement);
        if (look.obstacle().isPresent() && told.filter(look.obstacle().get()::is).isEmpty()) {
            told = look.obstacle();
            lastLine = System.nanoTime();
            LOG.infof("%s waits for %s.", name, look.obstacle().get().text());
        }
        if (time.compareTo(LONG) >= 0 && statement == changed) {
            tellHowItGetsOn(statement, look, time);
        }
    }

    private void tellHowItGetsOn(long statement, Observer.Look look, Duration time) {
        String line = name + " " + look.obstacle().map(obstacle -> "waits for " + obstacle.text())
                .or(() -> look.progress().map(ServerProgress::text)).orElse("is at work") + ", " + time.toSeconds() + " s";
        if (bar.isPresent()) {
            bar.get().draw(line, look.progress().map(ServerProgress::percent).orElse(OptionalInt.empty()));
        } else if (lastLine < statement || System.nanoTime() - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            LOG.infof("%s.", line);
        }
    }
}
