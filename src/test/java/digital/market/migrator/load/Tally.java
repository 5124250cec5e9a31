package digital.market.migrator.load;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the bot's sessions have done, and how that went. They tell it from many threads. */
final class Tally {

    /** The bot's tables, in the order of their foreign keys. */
    enum Table {
        CATEGORIES, USERS, PRODUCTS, PURCHASES
    }

    /**
     * A statement, and how long the session waited for its answer.
     *
     * @param sql  as it was sent
     * @param time from the sending to the answer, whatever that was
     */
    record Timed(String sql, Duration time) {
    }

    private final Map<Table, Integer> reads = new EnumMap<>(Table.class);
    private final Map<Table, Integer> updates = new EnumMap<>(Table.class);
    private final Map<Table, Integer> inserts = new EnumMap<>(Table.class);
    private final Map<String, Integer> races = new TreeMap<>();
    private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
    private Timed slowest = new Timed("", Duration.ZERO);
    private int statements;

    synchronized void answered(Timed statement) {
        statements++;
        if (statement.time.compareTo(slowest.time) > 0) {
            slowest = statement;
        }
    }

    /** A transaction that did these things is committed. */
    synchronized void committed(List<Table> read, List<Table> updated, List<Table> inserted) {
        read.forEach(table -> reads.merge(table, 1, Integer::sum));
        updated.forEach(table -> updates.merge(table, 1, Integer::sum));
        inserted.forEach(table -> inserts.merge(table, 1, Integer::sum));
    }

    /** An INSERT came with the columns of a moment ago. */
    synchronized void raced(String sqlState) {
        races.merge(sqlState, 1, Integer::sum);
    }

    void failed(Exception failure) {
        failures.add(failure);
    }

    synchronized int statements() {
        return statements;
    }

    /** The statement that was waited for the longest. */
    synchronized Timed slowest() {
        return slowest;
    }

    /** The INSERTs that raced a migration, by their SQLSTATE. */
    synchronized Map<String, Integer> races() {
        return new TreeMap<>(races);
    }

    /** What else failed. */
    List<Exception> failures() {
        return List.copyOf(failures);
    }

    boolean hasFailures() {
        return !failures.isEmpty();
    }

    /** The rows of committed transactions. */
    synchronized Map<Table, Integer> inserts() {
        return new EnumMap<>(inserts);
    }

    /** Whether each table has been read and been written to, in both ways. */
    synchronized boolean isOfAllKinds() {
        int all = Table.values().length;
        return reads.size() == all && updates.size() == all && inserts.size() == all;
    }
}
