package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a script can change in a session and what a caller wants back: authorization, role, run-time parameters and
 * session-level advisory locks.
 *
 * @param settings the parameters that were set in this session, with their values; the session's user and role always
 * @param asked    names of parameters that PostgreSQL does not list by itself, whether they are set or not
 * @param locks    the advisory locks that the session holds
 */
record SessionState(Map<String, String> settings, Set<String> asked, Set<SessionLock> locks) {

    private static final String USER = "session_authorization";
    private static final String ROLE = "role";
    private static final String NO_ROLE = "none";

    /**
     * The characteristics of a transaction are the transaction's, and end with it. This is asked of a caller's session as it is,
     * and of one as a script has left it: each function and operator has its schema.
     */
    private static final String SETTINGS = """
            SELECT name, setting FROM pg_catalog.pg_settings
            WHERE source OPERATOR(pg_catalog.=) 'session'
              AND name OPERATOR(pg_catalog.<>) ALL (ARRAY['transaction_isolation', 'transaction_read_only', 'transaction_deferrable'])
            UNION ALL
            SELECT name, pg_catalog.current_setting(name, true) FROM (VALUES %s) AS asked(name)
            """;

    private static final String LOCKS = """
            SELECT classid::bigint AS high, objid::bigint AS low, objsubid, mode FROM pg_catalog.pg_locks
            WHERE locktype OPERATOR(pg_catalog.=) 'advisory' AND granted AND pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
            """;

    /** An advisory lock as {@code pg_locks} shows it: keys of 64 bits have {@code objsubid} 1, pairs of 32 bits 2. */
    record SessionLock(long high, long low, int objsubid, boolean shared) {

        /** Whether this is that lock, of whatever scope: {@code pg_locks} does not tell. */
        boolean is(AdvisoryLock lock) {
            return objsubid == 1 && (high << 32 | low) == lock.key();
        }

        String unlock() {
            String key = objsubid == 1 ? "(%d)".formatted(high << 32 | low) : "(%d, %d)".formatted((int) high, (int) low);
            return "SELECT pg_catalog.pg_advisory_unlock" + (shared ? "_shared" : "") + key;
        }
    }

    /** The state of a session now; {@code names} are parameters that PostgreSQL does not list by itself. */
    static SessionState of(Connection connection, Set<String> names) throws SQLException {
        String asked = Stream.concat(Stream.of(USER, ROLE), names.stream())
                .map(name -> "(" + Sql.literal(name) + ")").collect(Collectors.joining(", "));
        Map<String, String> settings = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(SETTINGS.formatted(asked))) {
            while (result.next()) {
                if (result.getString(2) != null) {
                    settings.put(result.getString(1), result.getString(2));
                }
            }
        }
        return new SessionState(Map.copyOf(settings), Set.copyOf(names), locks(connection));
    }

    /** Sets what differs now back to what it is here, and only that. */
    void restoreSettings(Connection connection, boolean transactionOnly) throws SQLException {
        restore(connection, differencesTo(of(connection, asked)), transactionOnly);
    }

    /** The names of the parameters that have another value there than here. */
    Set<String> differencesTo(SessionState other) {
        return Stream.concat(settings.keySet().stream(), other.settings.keySet().stream())
                .filter(name -> !Objects.equals(settings.get(name), other.settings.get(name)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Sets these parameters to what they are here. A role is taken off first and put on last: what it was not allowed to
     * set, the session's user may be, and another user takes it off anyway.
     */
    void restore(Connection connection, Set<String> names, boolean transactionOnly) throws SQLException {
        boolean user = names.contains(USER);
        boolean role = user || names.contains(ROLE);
        StringBuilder sql = new StringBuilder();
        if (user) {
            sql.append(set(USER, settings.get(USER), transactionOnly));
        }
        if (role) {
            sql.append(set(ROLE, NO_ROLE, transactionOnly));
        }
        names.stream().filter(name -> !name.equals(USER) && !name.equals(ROLE))
                .forEach(name -> sql.append(settings.containsKey(name)
                        ? set(name, settings.get(name), transactionOnly)
                        : (transactionOnly ? "SET LOCAL " : "SET ") + qualified(name) + " TO DEFAULT;"));
        if (role && !settings.get(ROLE).equals(NO_ROLE)) {
            sql.append(set(ROLE, settings.get(ROLE), transactionOnly));
        }
        if (!sql.isEmpty()) {
            Session.execute(connection, sql.toString());
        }
    }

    /**
     * Releases the session-level advisory locks that the session holds now and did not hold here, as often as they were
     * taken. What the transaction holds stays, for which PostgreSQL warns unless it is known to be the transaction's.
     */
    void releaseOtherLocks(Connection connection, Optional<AdvisoryLock> ofTheTransaction) throws SQLException {
        boolean released = true;
        while (released) {
            released = false;
            for (SessionLock lock : locks(connection)) {
                if (!locks.contains(lock) && ofTheTransaction.filter(lock::is).isEmpty()) {
                    released |= release(connection, lock);
                }
            }
        }
    }

    private static boolean release(Connection connection, SessionLock lock) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(lock.unlock())) {
            return result.next() && result.getBoolean(1);
        }
    }

    private static Set<SessionLock> locks(Connection connection) throws SQLException {
        Set<SessionLock> locks = new HashSet<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(LOCKS)) {
            while (result.next()) {
                locks.add(new SessionLock(result.getLong("high"), result.getLong("low"), result.getInt("objsubid"),
                        result.getString("mode").startsWith("Share")));
            }
        }
        return Set.copyOf(locks);
    }

    private static String set(String name, String value, boolean transactionOnly) {
        return "SELECT pg_catalog.set_config(" + Sql.literal(name) + ", " + Sql.literal(value) + ", " + transactionOnly + ");";
    }

    /** A parameter's name as {@code SET} takes it: an application's own has two parts. */
    private static String qualified(String name) {
        return Stream.of(name.split("\\.")).map(Sql::identifier).collect(Collectors.joining("."));
    }
}
