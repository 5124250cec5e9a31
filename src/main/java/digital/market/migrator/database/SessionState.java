package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a script can change in a session and what a caller wants back: authorization, role, run-time parameters and
 * session-level advisory locks.
 *
 * @param user       the session's user, which {@code SET SESSION AUTHORIZATION} changes
 * @param role       what {@code SHOW role} says; {@code none} where no role is set
 * @param parameters the parameters that were set in this session, with their values
 * @param locks      the advisory locks that the session holds
 */
record SessionState(String user, String role, Map<String, String> parameters, Set<SessionLock> locks) {

    /** The characteristics of a transaction are the transaction's, and end with it. */
    private static final String PARAMETERS = """
            SELECT name, setting FROM pg_catalog.pg_settings
            WHERE source = 'session' AND name NOT LIKE 'transaction\\_%'
            """;

    private static final String LOCKS = """
            SELECT classid::bigint AS high, objid::bigint AS low, objsubid, mode FROM pg_catalog.pg_locks
            WHERE locktype = 'advisory' AND granted AND pid = pg_catalog.pg_backend_pid()
            """;

    /** An advisory lock as {@code pg_locks} shows it: keys of 64 bits have {@code objsubid} 1, pairs of 32 bits 2. */
    record SessionLock(long high, long low, int objsubid, boolean shared) {

        String unlock() {
            String key = objsubid == 1 ? "(%d)".formatted(high << 32 | low) : "(%d, %d)".formatted((int) high, (int) low);
            return "SELECT pg_catalog.pg_advisory_unlock" + (shared ? "_shared" : "") + key;
        }
    }

    /** The state of a session now; {@code names} are parameters that PostgreSQL does not list by itself. */
    static SessionState of(Connection connection, Set<String> names) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Map<String, String> parameters = new TreeMap<>();
            try (ResultSet result = statement.executeQuery(PARAMETERS)) {
                while (result.next()) {
                    parameters.put(result.getString("name"), result.getString("setting"));
                }
            }
            for (String name : names) {
                try (ResultSet result = statement.executeQuery("SELECT pg_catalog.current_setting(" + Sql.literal(name) + ", true)")) {
                    if (result.next() && result.getString(1) != null) {
                        parameters.put(name, result.getString(1));
                    }
                }
            }
            try (ResultSet result = statement.executeQuery("SELECT session_user, pg_catalog.current_setting('role')")) {
                result.next();
                return new SessionState(result.getString(1), result.getString(2), Map.copyOf(parameters), locks(connection));
            }
        }
    }

    /** Sets user, role and parameters that differ back to what they are here, and only those. */
    void restoreSettings(Connection connection, boolean transactionOnly) throws SQLException {
        SessionState now = of(connection, parameters.keySet());
        String set = transactionOnly ? "SET LOCAL " : "SET ";
        StringBuilder sql = new StringBuilder();
        if (!now.user.equals(user)) {
            sql.append(set).append("SESSION AUTHORIZATION ").append(Sql.identifier(user)).append(';');
        }
        for (String name : now.parameters.keySet()) {
            if (!parameters.containsKey(name)) {
                sql.append(set).append(qualified(name)).append(" TO DEFAULT;");
            }
        }
        parameters.forEach((name, value) -> {
            if (!value.equals(now.parameters.get(name))) {
                sql.append("SELECT pg_catalog.set_config(").append(Sql.literal(name)).append(',').append(Sql.literal(value))
                        .append(',').append(transactionOnly).append(");");
            }
        });
        if (!now.user.equals(user) || !now.role.equals(role)) {
            sql.append(set).append("ROLE ").append("none".equals(role) ? "NONE" : Sql.identifier(role)).append(';');
        }
        if (!sql.isEmpty()) {
            Session.execute(connection, sql.toString());
        }
    }

    /** Releases the session-level advisory locks that the session holds now and did not hold here. */
    void releaseOtherLocks(Connection connection) throws SQLException {
        Set<SessionLock> others = new HashSet<>(locks(connection));
        others.removeAll(locks);
        for (SessionLock lock : others) {
            Session.execute(connection, lock.unlock());
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

    /** A parameter's name as {@code SET} takes it: an application's own has two parts. */
    private static String qualified(String name) {
        return String.join(".", java.util.Arrays.stream(name.split("\\.")).map(Sql::identifier).toList());
    }
}
