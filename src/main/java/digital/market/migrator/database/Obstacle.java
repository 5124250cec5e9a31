package digital.market.migrator.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import digital.market.migrator.settings.Mask;

/**
 * What a statement waits for, and who is in its way.
 *
 * @param what  e.g. {@code a lock on purchases held by}
 * @param pids  of the sessions that are in the way; 0 stands for prepared transactions, which have none
 * @param words the same sessions in words
 */
record Obstacle(String what, List<Integer> pids, List<String> words) {

    /**
     * Of the backend with a given pid, one row for each session in its way. A prepared transaction is known by the lock of its own
     * end, which it holds as the same virtual transaction as all its locks: that is not always -1 and its number, as the manual has it.
     *
     * @see <a href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SESSION">pg_blocking_pids</a>
     */
    private static final String QUERY = """
            SELECT w.locktype, %2$s AS relation, b.pid,
                   (SELECT string_agg(DISTINCT quote_literal(p.gid), ' and ')
                      FROM pg_catalog.pg_prepared_xacts AS p
                           JOIN pg_catalog.pg_locks AS own ON own.transactionid = p.transaction AND own.granted AND own.pid IS NULL
                           JOIN pg_catalog.pg_locks AS held ON held.virtualtransaction = own.virtualtransaction AND held.granted AND held.pid IS NULL
                     WHERE b.pid = 0 AND (held.relation = w.relation OR held.transactionid = w.transactionid)) AS prepared,
            """ + Activity.COLUMNS + """
              FROM (SELECT locktype, relation, transactionid FROM pg_catalog.pg_locks WHERE pid = %1$d AND NOT granted LIMIT 1) AS w
                   CROSS JOIN (SELECT DISTINCT pg_catalog.unnest(pg_catalog.pg_blocking_pids(%1$d)) AS pid) AS b
                   LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = b.pid
             ORDER BY b.pid
            """;

    static String query(int pid) {
        return QUERY.formatted(pid, Activity.relation("w.relation"));
    }

    /**
     * Of all rows of that query; there is at least one, and it is the current one.
     *
     * @param mask over what those sessions execute
     */
    static Obstacle of(ResultSet rows, Mask mask) throws SQLException {
        String what = what(rows.getString("locktype"), rows.getString("relation"));
        List<Integer> pids = new ArrayList<>();
        List<String> words = new ArrayList<>();
        do {
            pids.add(rows.getInt("pid"));
            words.add(rows.getInt("pid") == 0 ? prepared(rows.getString("prepared")) : Activity.describe(rows, mask));
        } while (rows.next());
        return new Obstacle(what, List.copyOf(pids), List.copyOf(words));
    }

    /** Whether this is the same, whatever the sessions in the way are at by now. */
    boolean is(Obstacle other) {
        return what.equals(other.what) && pids.equals(other.pids);
    }

    /** Behind "waits for". */
    String text() {
        return what + " " + String.join(", and by ", words);
    }

    /** {@code virtualxid} is what a {@code CREATE INDEX CONCURRENTLY} waits for: transactions that are older than it. */
    private static String what(String lockType, String relation) {
        return switch (lockType) {
            case "virtualxid" -> "the end of a transaction, held open by";
            case "transactionid", "tuple" -> "a lock on a row held by";
            case "advisory" -> "an advisory lock held by";
            default -> relation == null ? "a lock held by" : "a lock on " + relation + " held by";
        };
    }

    private static String prepared(String gids) {
        return gids == null ? "a prepared transaction (see pg_prepared_xacts)"
                : "the prepared transaction " + gids + ", which COMMIT PREPARED or ROLLBACK PREPARED ends";
    }
}
