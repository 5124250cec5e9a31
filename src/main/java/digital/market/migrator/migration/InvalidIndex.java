package digital.market.migrator.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;

/**
 * An index that is not used, but costs every write: the building of it was stopped, or is not through yet.
 *
 * @param name    its name
 * @param schema  the schema that it lies in, with its table
 * @param table   the table's name
 * @param kind    what the table is: {@code r} a table, {@code p} a partitioned one, {@code m} a materialized view
 * @param size    its size as people read it
 * @param builder the process that is at work on it, or on its table; 0 for a prepared transaction
 * @see <a href="https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY">Building Indexes
 *      Concurrently</a>
 */
record InvalidIndex(String name, String schema, String table, char kind, String size, Optional<Integer> builder) {

    /** What {@code REINDEX CONCURRENTLY} calls the copies that it makes, or the originals that it could not drop. */
    private static final Pattern COPY = Pattern.compile("(.+)_cc(?:new|old)\\d*", Pattern.DOTALL);

    /**
     * Whoever builds an index, or builds one anew, keeps a lock on its table from the beginning to the end, through which no
     * other may change the table. {@code pg_stat_progress_create_index} shows less to an ordinary role.
     */
    private static final String READ = """
            SELECT c.relname, t.relname, t.relkind, pg_catalog.pg_size_pretty(pg_catalog.pg_relation_size(c.oid)),
                   (SELECT coalesce(max(l.pid), 0) FROM pg_catalog.pg_locks AS l
                    WHERE l.locktype = 'relation' AND l.granted AND l.relation IN (i.indexrelid, i.indrelid)
                      AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                      AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
                      AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
                    HAVING count(*) > 0) AS builder
            FROM pg_catalog.pg_index AS i
            JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = %s AND NOT i.indisvalid
            ORDER BY t.relname, c.relname
            """;

    /** The INVALID indexes of this schema. */
    static List<InvalidIndex> in(String schema, Session session) throws SQLException {
        List<InvalidIndex> found = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery(READ.formatted(Sql.literal(schema)))) {
            while (row.next()) {
                found.add(new InvalidIndex(row.getString(1), schema, row.getString(2), row.getString(3).charAt(0), row.getString(4),
                        Optional.ofNullable(row.getObject(5, Integer.class))));
            }
        }
        return List.copyOf(found);
    }

    /** The name of the index that this one is a copy of, made by {@code REINDEX CONCURRENTLY}. */
    Optional<String> original() {
        Matcher copy = COPY.matcher(name);
        return copy.matches() ? Optional.of(copy.group(1)) : Optional.empty();
    }

    /** How a sentence calls it. */
    String described() {
        return "The index " + Sql.identifier(name) + " on " + Sql.identifier(table) + " (" + size + ")";
    }

    /** Whether it is what remains of something that was stopped; a partitioned one only waits for the parts that are missing. */
    boolean isLeftover() {
        return builder.isEmpty() && kind != 'p';
    }

    /** Whether this was found under the same name, whatever its size by now and whoever is at work on it. */
    boolean isSameAs(InvalidIndex other) {
        return name.equals(other.name) && table.equals(other.table);
    }

    /** A sentence that says who is at work on it. */
    String atWork() {
        int pid = builder.orElseThrow();
        return described() + " is INVALID as yet: " + (pid == 0 ? "a prepared transaction" : "pid " + pid) + " is at work on it, or on its table.";
    }

    /** The statement that drops it and stops nobody. */
    String dropStatement() {
        return "DROP INDEX CONCURRENTLY " + quoted();
    }

    /** Its name in a statement. */
    String quoted() {
        return Sql.identifier(schema) + "." + Sql.identifier(name);
    }

    /** Its table's name in a statement. */
    String quotedTable() {
        return Sql.identifier(schema) + "." + Sql.identifier(table);
    }
}
