package digital.market.migrator.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far the server is with a statement.
 *
 * @param doing   what it does, e.g. {@code builds the index by_name}
 * @param percent how much of the phase is done, if the server knows
 * @param detail  the phase, or how many rows are done; may be empty
 */
record ServerProgress(String doing, OptionalInt percent, String detail) {

    /**
     * What a view gives of the backend with a given pid, and the release that the view came with.
     *
     * @see <a href="https://www.postgresql.org/docs/current/progress-reporting.html">Progress Reporting</a>
     */
    private enum View {

        /** An index that is not committed yet has no name that another session could see, but in the statement. */
        CREATE_INDEX(12, """
                SELECT CASE WHEN command LIKE 'REINDEX%%' THEN 'rebuilds ' ELSE 'builds ' END || coalesce('the index ' || coalesce(
                           (SELECT quote_ident(relname) FROM pg_catalog.pg_class WHERE oid = index_relid),
                           substring((SELECT query FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = p.pid)
                               FROM '(?i)\\yINDEX\\s+(?:CONCURRENTLY\\s+)?(?:IF\\s+NOT\\s+EXISTS\\s+)?("(?:[^"]|"")+"|[\\w$.]+)\\s+ON\\y')),
                           'an index of ' || %2$s) AS doing,
                       phase, CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END AS done,
                       CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END AS total, 0 AS tuples
                  FROM pg_catalog.pg_stat_progress_create_index AS p WHERE pid = %1$d
                """),
        CLUSTER(12, """
                SELECT 'rewrites ' || %2$s, phase, heap_blks_scanned, heap_blks_total, heap_tuples_written
                  FROM pg_catalog.pg_stat_progress_cluster WHERE pid = %1$d
                """),
        VACUUM(12, """
                SELECT 'vacuums ' || %2$s, phase, heap_blks_scanned, heap_blks_total, 0
                  FROM pg_catalog.pg_stat_progress_vacuum WHERE pid = %1$d
                """),
        ANALYZE(13, """
                SELECT 'analyzes ' || %2$s, phase, sample_blks_scanned, sample_blks_total, 0
                  FROM pg_catalog.pg_stat_progress_analyze WHERE pid = %1$d
                """),
        COPY(14, """
                SELECT CASE command WHEN 'COPY FROM' THEN 'copies into ' ELSE 'copies from ' END
                           || CASE relid WHEN 0 THEN 'a query' ELSE %2$s END,
                       '', bytes_processed, bytes_total, tuples_processed
                  FROM pg_catalog.pg_stat_progress_copy WHERE pid = %1$d
                """);

        private final int since;
        private final String select;

        View(int since, String select) {
            this.since = since;
            this.select = select;
        }
    }

    /** Gives one row, or none if the statement is of a kind that the server tells nothing of. */
    static String query(int pid, int release) {
        return Stream.of(View.values()).filter(view -> release >= view.since).map(view -> view.select.formatted(pid, Activity.relation("relid")))
                .collect(Collectors.joining("UNION ALL\n"));
    }

    /** Of the current row. */
    static ServerProgress of(ResultSet row) throws SQLException {
        long total = row.getLong("total");
        long tuples = row.getLong("tuples");
        return new ServerProgress(row.getString("doing"),
                total > 0 ? OptionalInt.of((int) Math.min(100, row.getLong("done") * 100 / total)) : OptionalInt.empty(),
                row.getString("phase").isEmpty() ? tuples == 1 ? "1 row" : tuples + " rows" : row.getString("phase"));
    }

    /** E.g. {@code builds the index by_name: 42 %, building index: scanning table}. */
    String text() {
        return doing + ": " + (percent.isPresent() ? percent.getAsInt() + " %, " : "") + detail;
    }
}
