package digital.market.migrator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.CutPoint;
import digital.market.migrator.testing.CutPoint.Side;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What became of runs that were stopped, each at another message, until one came to its end before that. */
final class Tries {

    /** As many as a small machine has processors. */
    private static final int AT_ONCE = 2;
    /** Enough to see what is wrong. */
    private static final int MOST_LOST = 500;

    /** For a quick look: {@code -Dfaults.step=7} tries every seventh point alone. */
    private static final int STEP = Integer.getInteger("faults.step", 1);

    private final int step;
    private final AtomicInteger points = new AtomicInteger();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final List<String> lost = new ArrayList<>();

    private Tries(int step) {
        this.step = step;
    }

    /** Tries one point on an empty database that nobody else uses. */
    @FunctionalInterface
    interface Attempt {

        /** How the run ended that was stopped, and those after it; nothing if the point was not reached. */
        Optional<String> at(CutPoint point, TestDatabase database) throws Exception;
    }

    /** Tries each message that this side sends. */
    static Tries ofEach(Side from, boolean passedOn, Attempt attempt) {
        return ofEvery(1, from, passedOn, attempt);
    }

    /** Tries every n-th message that this side sends. */
    static Tries ofEvery(int nth, Side from, boolean passedOn, Attempt attempt) {
        Tries tries = new Tries(nth * STEP);
        AtomicInteger next = new AtomicInteger(1);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Stream.generate(() -> CompletableFuture.runAsync(() -> {
                try (TestDatabase database = Postgres.V18.newDatabase()) {
                    while (!over.get()) {
                        if (!tries.reaches(new CutPoint(from, next.getAndAdd(tries.step), passedOn), database, attempt)) {
                            over.set(true);
                        }
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }, threads)).limit(AT_ONCE).toList().forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
        return tries;
    }

    /** Prints what became of them, and fails unless there were at least so many messages and nothing was lost. */
    void areAllAtHead(String what, Side from, boolean passedOn, int atLeast) {
        String where = (passedOn ? "after" : "before") + (step == 1 ? " each message" : " one of " + step + " messages") + " of the " + from.word();
        System.out.printf("faults: %s %s: %d points, %d at head %s%n", what, where, points.get(), points.get() - lost.size(), ends);
        assertThat(lost).as(what + ", " + where).isEmpty();
        assertThat(points.get()).as(what + ", " + where).isGreaterThanOrEqualTo(atLeast / step);
    }

    private boolean reaches(CutPoint point, TestDatabase database, Attempt attempt) {
        Optional<String> end = Optional.of("lost");
        try {
            database.clear();
            end = attempt.at(point, database);
        } catch (Exception | AssertionError e) {
            lose(point + ": " + e + (e.getCause() == null ? "" : ", because of " + e.getCause()));
        }
        end.ifPresent(this::count);
        return end.isPresent() && lost.size() < MOST_LOST;
    }

    private synchronized void count(String end) {
        points.incrementAndGet();
        ends.merge(end, 1, Integer::sum);
    }

    private synchronized void lose(String what) {
        lost.add(what);
    }
}
