package digital.market.migrator.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What statements cost the tables of {@code public}, as PostgreSQL itself counts it.
 *
 * @param rewrites the tables that were rewritten, one entry for each time
 * @param scans    how often a table was read from end to end, for a rewrite, a check or an index
 * @param writes   rows that an INSERT, UPDATE or DELETE touched
 */
public record TableWork(List<String> rewrites, long scans, long writes) {

    /** Nothing but the catalog was touched. */
    public static final TableWork NONE = new TableWork(List.of(), 0, 0);

    private static final String WATCH_REWRITES = """
            CREATE SCHEMA watch;
            CREATE TABLE watch.rewrites (table_name text NOT NULL);
            CREATE FUNCTION watch.note_rewrite() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                INSERT INTO watch.rewrites VALUES (pg_event_trigger_table_rewrite_oid()::regclass::text);
            END $$;
            CREATE EVENT TRIGGER note_rewrite ON table_rewrite EXECUTE FUNCTION watch.note_rewrite();
            """;
    private static final String STOP_WATCHING = """
            DROP EVENT TRIGGER note_rewrite;
            DROP SCHEMA watch CASCADE;
            """;
    private static final String REWRITES = """
            SELECT table_name FROM watch.rewrites
            """;
    /** A server process reports what it counted no more than once a second, unless it is told to. */
    private static final String REPORT_COUNTS = """
            SELECT pg_stat_force_next_flush()
            """;
    private static final String COUNTS = """
            SELECT sum(seq_scan), sum(n_tup_ins + n_tup_upd + n_tup_del)
            FROM pg_stat_user_tables
            WHERE schemaname = 'public'
            """;

    /** Statements to be watched. */
    @FunctionalInterface
    public interface Statements {

        /** Runs them and commits. */
        void run(Connection connection) throws SQLException;
    }

    /** Runs the statements on a connection in auto-commit and tells what they cost. */
    public static TableWork of(TestDatabase database, Connection connection, Statements statements) throws SQLException {
        try (Connection superuser = database.asSuperuser(); Statement watch = superuser.createStatement()) {
            watch.execute(WATCH_REWRITES);
            TableWork before = counted(connection, watch);
            statements.run(connection);
            TableWork after = counted(connection, watch);
            watch.execute(STOP_WATCHING);
            return new TableWork(after.rewrites, after.scans - before.scans, after.writes - before.writes);
        }
    }

    private static TableWork counted(Connection connection, Statement watch) throws SQLException {
        try (Statement report = connection.createStatement()) {
            report.execute(REPORT_COUNTS);
        }
        List<String> rewrites = new ArrayList<>();
        try (ResultSet row = watch.executeQuery(REWRITES)) {
            while (row.next()) {
                rewrites.add(row.getString(1));
            }
        }
        try (ResultSet row = watch.executeQuery(COUNTS)) {
            row.next();
            return new TableWork(rewrites, row.getLong(1), row.getLong(2));
        }
    }
}
