package digital.market.migrator.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/** What {@code undo} and {@code repair} change in a history, under the migrators' lock. */
record HistoryChanges(Session session, HistoryTable table, Optional<String> trusted) {

    private static final String ALLOWED = """
            SELECT current_user, pg_catalog.has_table_privilege(%1$s, 'INSERT') AND pg_catalog.has_table_privilege(%1$s, 'UPDATE')
                             AND pg_catalog.has_table_privilege(%1$s, 'DELETE')
            """;
    private static final String REMOVE = """
            DELETE FROM %s WHERE "installed_rank" IN (%s)
            """;
    private static final String MARK_FAILED = """
            UPDATE %s SET "success" = FALSE WHERE "installed_rank" IN (%s)
            """;
    private static final String ALIGN = """
            UPDATE %s SET "description" = %s, "type" = 'SQL', "checksum" = %d WHERE "installed_rank" = %d
            """;
    private static final String ADD_FAILED = """
            INSERT INTO %1$s ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success")
            SELECT coalesce(max("installed_rank"), 0) + 1, %2$s, %3$s, 'SQL', %4$s, %5$d, current_user, 0, FALSE FROM %1$s
            """;
    /** As Flyway's {@code JdbcTableSchemaHistory.delete} writes it. */
    private static final String ADD_DELETION = """
            INSERT INTO %1$s ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success")
            SELECT (SELECT max("installed_rank") + 1 FROM %1$s), "version", "description", 'DELETE', "script", "checksum", current_user, 0, "success"
            FROM %1$s WHERE "installed_rank" = %2$d
            """;

    /**
     * Checks that the role may change the history, and that no stranger's function runs then.
     *
     * @throws MigrationException with {@link Outcome#DENIED} and what to do
     */
    void checkAllowed() throws SQLException {
        table.trust().checkToWrite(session, trusted);
        try (Statement statement = session.connection().createStatement();
                ResultSet result = statement.executeQuery(ALLOWED.formatted(Sql.literal(table.asListed())))) {
            result.next();
            if (!result.getBoolean(2)) {
                String role = Sql.identifier(result.getString(1));
                throw new MigrationException(Failure.of(Outcome.DENIED, role + " may not change the history " + table.quoted() + ".")
                        .withAdvice("Let its owner run: GRANT SELECT, INSERT, UPDATE, DELETE ON " + table.quoted() + " TO " + role
                                + "; or let MIGRATOR_ROLE name a role that may."), null);
            }
        }
    }

    /** Removes these rows. */
    void remove(Collection<AppliedMigration> rows) throws SQLException {
        change(REMOVE.formatted(table.quoted(), ranks(rows)), rows.size());
    }

    /** Says of these rows that their scripts stopped half-way. */
    void markFailed(Collection<AppliedMigration> rows) throws SQLException {
        change(MARK_FAILED.formatted(table.quoted(), ranks(rows)), rows.size());
    }

    /** Says that what was applied is this versioned migration. */
    void align(AppliedMigration row, Migration migration) throws SQLException {
        change(ALIGN.formatted(table.quoted(), Sql.literal(migration.descriptionInHistory()), migration.rawChecksum(), row.rank()), 1);
    }

    /** Adds the row that Flyway adds when a script has failed which runs outside a transaction. */
    void addFailed(Migration script, int checksum) throws SQLException {
        change(ADD_FAILED.formatted(table.quoted(), script.version().map(Version::text).map(Sql::literal).orElse("NULL"),
                Sql.literal(script.descriptionInHistory()), Sql.literal(script.script()), checksum), 1);
    }

    /** Adds a row that takes this one out of account. */
    void addDeletionOf(AppliedMigration row) throws SQLException {
        change(ADD_DELETION.formatted(table.quoted(), row.rank()), 1);
    }

    private static String ranks(Collection<AppliedMigration> rows) {
        return rows.stream().map(row -> String.valueOf(row.rank())).collect(Collectors.joining(", "));
    }

    /** Whoever does not ask for the lock may have changed the history meanwhile. */
    private void change(String sql, int rows) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            if (statement.executeUpdate(sql) != rows) {
                throw new MigrationException(Outcome.DIVERGED, "The history " + table.quoted() + " was changed by somebody else "
                        + "during this run, without the migrators' lock. Look what happened, and run again.");
            }
        }
    }
}
