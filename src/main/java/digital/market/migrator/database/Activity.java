package digital.market.migrator.database;

import java.sql.ResultSet;
import java.sql.SQLException;

/** What {@code pg_stat_activity} tells of a session that is in somebody's way. */
final class Activity {

    /** Of a session {@code a}; what it executes may be hidden from an ordinary role. */
    static final String COLUMNS = """
            a.application_name, a.state, a.query, date_trunc('second', clock_timestamp() - a.backend_start)::text AS since
            """;

    private Activity() {
    }

    /** The session in this row, which holds its {@code pid} and the columns above, in words. */
    static String describe(ResultSet session) throws SQLException {
        return "pid %d (%s, %s, connected for %s, last statement: %s)".formatted(session.getInt("pid"),
                shown(session.getString("application_name")), shown(session.getString("state")),
                shown(session.getString("since")), shown(session.getString("query")));
    }

    private static String shown(String column) {
        if (column == null || column.isBlank()) {
            return "hidden";
        }
        String line = column.strip().replaceAll("\\s+", " ");
        return line.length() <= 80 ? line : line.substring(0, 79) + "…";
    }
}
