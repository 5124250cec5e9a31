package digital.market.migrator.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.StatusReport.Installed;

/**
 * The table that holds the history.
 *
 * @param schema the schema that is migrated, where the table lies too
 * @param table  the table's name
 */
record HistoryTable(String schema, String table) {

    /** Flyway's {@code PostgreSQLAdvisoryLockTemplate}: the letters of its name, plus the hash of the table's quoted name. */
    private static final long FLYWAYS_LOCK = 0x466C_7977_6179L;

    /** One row at least, so that user and database come with an empty history too. The hint is for pgpool, as Flyway's. */
    private static final String READ = """
            /*NO LOAD BALANCE*/
            SELECT current_user, pg_catalog.current_database(), h."installed_rank", h."version", h."description", h."type", h."script",
                   h."checksum", h."success"%s
            FROM (VALUES (1)) AS once(n) LEFT JOIN %s AS h ON TRUE
            ORDER BY h."installed_rank"
            """;

    /** The third column of both; the columns go by their places, since there may be thousands of rows. */
    private static final int RANK = 3;

    private static final String INSTALLED = """
            , h."installed_on", h."installed_by", h."execution_time"
            """;

    /** Undefined column, wrong object type, no such operator, and the driver's own for a column that holds no truth, or no number. */
    private static final Set<String> NO_HISTORY = Set.of("42703", "42809", "42883", "42846", "22003");

    /** Undefined table, or the schema is. */
    private static final Set<String> MISSING = Set.of(SqlStates.UNDEFINED_TABLE, "3F000");

    private static final String WITHOUT_TABLE = """
            SELECT current_user, pg_catalog.current_database(), NULL::integer AS "installed_rank"
            """;

    /** Reads what is not needed to know what to do. */
    private interface MoreOfARow {

        void read(int rank, ResultSet row) throws SQLException;
    }

    /** The key of the lock that Flyway takes for this table. */
    long lockKey() {
        return FLYWAYS_LOCK + asListed().hashCode();
    }

    /**
     * Reads the history: one statement where there is one.
     *
     * @throws MigrationException with {@link Outcome#DIVERGED} if a row holds what Flyway would not write
     */
    History read(Session session) throws SQLException {
        return read(session, "", (rank, row) -> { });
    }

    /** Reads the history and, by rank, how each of its rows came to be there. */
    History read(Session session, Map<Integer, Installed> installed) throws SQLException {
        return read(session, INSTALLED, (rank, row) -> installed.put(rank,
                new Installed(row.getObject(10, LocalDateTime.class), row.getString(11), Duration.ofMillis(row.getInt(12)))));
    }

    private History read(Session session, String moreColumns, MoreOfARow more) throws SQLException {
        boolean inTransaction = session.inCallersTransaction() || !session.connection().getAutoCommit();
        if (inTransaction && !trust().exists(session)) {
            return query(session, WITHOUT_TABLE, false, more);
        }
        try {
            return query(session, READ.formatted(moreColumns, quoted()), true, more);
        } catch (SQLException e) {
            if (NO_HISTORY.contains(SqlStates.of(e))) {
                throw noHistory(e);
            }
            if (!MISSING.contains(SqlStates.of(e))) {
                throw e;
            }
            return query(session, WITHOUT_TABLE, false, more);
        }
    }

    private MigrationException noHistory(SQLException e) {
        return new MigrationException(Failure.of(Outcome.DIVERGED, quoted() + " is not a history as Flyway makes it: " + SqlStates.message(e) + ".")
                .withAdvice("Rename it if it is something else, or let MIGRATOR_TABLE name another table for the history.")
                .withServer(SqlStates.words(e)), e);
    }

    /** What is known of the strangers that could run something by way of it. */
    TableTrust trust() {
        return new TableTrust("history", schema, table);
    }

    private History query(Session session, String sql, boolean exists, MoreOfARow more) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet result = exists ? trust().read(session, statement, sql) : session.ask(statement, sql)) {
            List<AppliedMigration> rows = new ArrayList<>();
            String user = "";
            String database = "";
            while (result.next()) {
                user = result.getString(1);
                database = result.getString(2);
                if (result.getString(RANK) != null) {
                    AppliedMigration row = row(result);
                    rows.add(row);
                    more.read(row.rank(), result);
                }
            }
            return new History(exists, List.copyOf(rows), user, database);
        }
    }

    private AppliedMigration row(ResultSet result) throws SQLException {
        int rank = result.getInt(RANK);
        int checksum = result.getInt(8);
        Optional<Integer> knownChecksum = result.wasNull() ? Optional.empty() : Optional.of(checksum);
        return new AppliedMigration(rank, version(result.getString(4), rank), result.getString(5), result.getString(6),
                result.getString(7), knownChecksum, result.getBoolean(9));
    }

    private Optional<Version> version(String text, int rank) {
        try {
            return Optional.ofNullable(text).map(Version::of);
        } catch (IllegalArgumentException e) {
            throw new MigrationException(Outcome.DIVERGED, "The history " + quoted() + " holds what Flyway does not write, in the row with "
                    + "installed_rank " + rank + ": " + e.getMessage() + ".", e);
        }
    }

    /** What to do where the history may not be read. */
    String advice() {
        return "Let the owners grant the role of this run what it lacks: GRANT USAGE, CREATE ON SCHEMA " + Sql.identifier(schema)
                + ", and GRANT SELECT, INSERT ON " + quoted() + " if that is there. Or let MIGRATOR_ROLE name a role that has it.";
    }

    /** What to do where this role may not read the history, and need not do more. It is locked as it is read, for which columns do not suffice. */
    String adviceToRead(String role) {
        return "Let its owner run: GRANT USAGE ON SCHEMA " + Sql.identifier(schema) + " TO " + Sql.identifier(role) + "; and GRANT SELECT ON "
                + quoted() + " TO " + Sql.identifier(role) + "; or let MIGRATOR_ROLE name a role that may. SELECT on some of its columns is not enough.";
    }

    /** The table's name without Unicode escapes: Flyway makes its lock's key of that, and a {@code regclass} knows none. */
    String asListed() {
        return Sql.inList(schema) + "." + Sql.inList(table);
    }

    /** The table's name as SQL. */
    String quoted() {
        return Sql.identifier(schema) + "." + Sql.identifier(table);
    }
}
