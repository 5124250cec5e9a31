package digital.market.migrator;

import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/** The migrators at work on a database, as another session and this process see them. */
final class Migrators {

    private static final String SESSIONS = """
            SELECT state, query FROM pg_stat_activity
            WHERE application_name = 'market-migrator' AND datname = current_database()
            """;

    private static final String WATCHES = """
            SELECT pid FROM pg_stat_activity WHERE application_name = 'market-migrator watch' AND datname = current_database()
            """;

    private Migrators() {
    }

    /** State and statement of their sessions. */
    static List<String> sessions(TestDatabase database) throws SQLException {
        return Query.rows(database, SESSIONS);
    }

    /** Waits until one of them executes a statement that holds this text. */
    static void execute(TestDatabase database, String text) throws Exception {
        Eventually.holds("a migrator executes " + text, () -> sessions(database).stream()
                .anyMatch(session -> session.startsWith("active|") && session.contains(text)));
    }

    /** Waits until the watch over one of them has its connection, so that any further one is another's. */
    static void areWatched(TestDatabase database) throws Exception {
        Eventually.holds("somebody looks on", () -> !Query.rows(database, WATCHES).isEmpty());
    }

    /** Their sessions, which the server ends when it sees that the connection is closed, their lock and threads are gone. */
    static void areGone(TestDatabase database) throws Exception {
        Eventually.holds("no migrator is connected", () -> sessions(database).isEmpty());
        Eventually.holds("nobody looks on", () -> Query.rows(database, WATCHES).isEmpty());
        Eventually.holds("the lock is free", () -> !MigratorsLock.isHeld(database));
        threadsAreGone();
    }

    /** No thread of a run is left. */
    static void threadsAreGone() throws Exception {
        Eventually.holds("no thread of a migration is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("migration") || thread.getName().equals("watch")));
    }
}
