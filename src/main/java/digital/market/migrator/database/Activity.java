package digital.market.migrator.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import digital.market.migrator.settings.Mask;

/**
 * What {@code pg_stat_activity} tells of a session that is in somebody's way. Of other roles' sessions it shows an ordinary
 * role no more than the application and the role.
 *
 * @see <a href="https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW">pg_stat_activity</a>
 */
final class Activity {

    /** Of a session {@code a}. */
    static final String COLUMNS = """
            a.application_name, a.usename, a.state, a.query, current_user AS observer,
            pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - a.state_change)::bigint AS seconds_in_state
            """;

    /**
     * A relation's name, as people call it: the path of the query tells nothing of the one that they have. One that another
     * transaction has just made is not seen yet, and has its number only.
     */
    private static final String RELATION = """
            coalesce((SELECT CASE WHEN n.nspname IN ('public', 'pg_catalog') THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(c.relname)
             FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
             WHERE c.oid = %1$s), %1$s::text)""";

    /** What stands in place of another role's statement. */
    private static final String HIDDEN = "<insufficient privilege>";
    private static final int LONGEST_STATEMENT = 80;

    private Activity() {
    }

    /** An expression for the name of the relation with this identifier, which is an expression too. */
    static String relation(String oid) {
        return RELATION.formatted(oid);
    }

    /**
     * The session in this row, which holds its {@code pid} and the columns above, in words.
     *
     * @param mask over what it executes: that may be the very statement that this run has too, or had before
     */
    static String describe(ResultSet session, Mask mask) throws SQLException {
        int pid = session.getInt("pid");
        if (session.wasNull()) {
            return "a prepared transaction (see pg_prepared_xacts)";
        }
        return "pid %d (%s, %s)".formatted(pid, application(session), doing(session, mask));
    }

    /** What would show what is hidden of the session in this row, if something is. */
    static Optional<String> grant(ResultSet session) throws SQLException {
        return isHidden(session)
                ? Optional.of("PostgreSQL hides what sessions of other roles do; GRANT pg_read_all_stats TO "
                        + Sql.identifier(session.getString("observer")) + " would show it.")
                : Optional.empty();
    }

    /** Whether the session in this row is a migrator's, and executes something. */
    static boolean isMigratorAtWork(ResultSet session) throws SQLException {
        return ConnectionProperties.APPLICATION_NAME.equals(session.getString("application_name")) && "active".equals(session.getString("state"));
    }

    private static boolean isHidden(ResultSet session) throws SQLException {
        return HIDDEN.equals(session.getString("query"));
    }

    private static String application(ResultSet session) throws SQLException {
        String application = session.getString("application_name");
        return application == null || application.isBlank() ? "no application name" : oneLine(application);
    }

    private static String doing(ResultSet session, Mask mask) throws SQLException {
        if (isHidden(session)) {
            String role = session.getString("usename");
            return (role == null ? "" : "role " + role + ", ") + "state and statement hidden";
        }
        String state = session.getString("state");
        if (state == null) {
            return "state unknown";
        }
        long seconds = session.getLong("seconds_in_state");
        String since = session.wasNull() ? "" : " for " + words(Duration.ofSeconds(seconds));
        String statement = oneLine(mask.overCut(session.getString("query")));
        return state + since + (statement.isEmpty() ? "" : (state.equals("active") ? ", statement: " : ", last statement: ") + statement);
    }

    private static String oneLine(String text) {
        String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= LONGEST_STATEMENT ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_STATEMENT - 1)) + "…";
    }

    /** To the unit that counts for somebody who waits. */
    private static String words(Duration time) {
        return time.toMinutes() < 2 ? time.toSeconds() + " s"
                : time.toHours() < 2 ? time.toMinutes() + " min"
                : time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " days";
    }
}
