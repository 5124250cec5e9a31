package digital.market.migrator.load;

import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches how long migrations hold tables of the bot for themselves, from the grant of their lock to their commit. It looks
 * every other millisecond, and takes for the beginning and the end what it has seen, so that it never says longer than it was.
 */
final class LockWatch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(2);
    /** A transaction that is over already, and about to let go, has the number 0. */
    private static final String HELD = """
            SELECT l.relation::regclass::text, l.virtualtransaction, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
            FROM pg_locks l
            WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND l.database = ?
              AND l.relation = ANY (?::oid[]) AND l.virtualtransaction NOT LIKE '%/0'
            """;
    private static final String TABLES = """
            SELECT (SELECT oid FROM pg_database WHERE datname = current_database()),
                   array_agg(oid) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relname IN ('categories', 'users', 'products', 'purchases')
            """;

    /**
     * A transaction that held a table for itself.
     *
     * @param table which one
     * @param time  for how long
     */
    record Hold(String table, Duration time) {
    }

    private record Seen(long first, long last) {
    }

    private final Map<List<String>, Seen> seen = new LinkedHashMap<>();
    private final CompletableFuture<Void> watching;
    private volatile boolean over;

    private LockWatch(TestDatabase database) {
        watching = CompletableFuture.runAsync(() -> watch(database), task -> new Thread(task, "lock watch").start());
    }

    /** Begins to watch. */
    static LockWatch on(TestDatabase database) {
        return new LockWatch(database);
    }

    /** Stops, and says what it has seen, in order. */
    List<Hold> stop() {
        close();
        List<Hold> holds = new ArrayList<>();
        seen.forEach((lock, times) -> holds.add(
                new Hold(lock.get(0), Duration.ofNanos((times.last - times.first) * 1000))));
        return holds;
    }

    @Override
    public void close() {
        over = true;
        watching.join();
    }

    private void watch(TestDatabase database) {
        try (Connection connection = database.asSuperuser();
                PreparedStatement held = connection.prepareStatement(HELD)) {
            try (ResultSet tables = connection.createStatement().executeQuery(TABLES)) {
                tables.next();
                held.setLong(1, tables.getLong(1));
                held.setArray(2, tables.getArray(2));
            }
            while (!over) {
                look(held);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void look(PreparedStatement held) throws SQLException {
        try (ResultSet lock = held.executeQuery()) {
            while (lock.next()) {
                long now = lock.getLong(3);
                seen.merge(List.of(lock.getString(1), lock.getString(2)), new Seen(now, now),
                        (before, again) -> new Seen(before.first, again.last));
            }
        }
    }
}
