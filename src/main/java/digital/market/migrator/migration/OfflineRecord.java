package digital.market.migrator.migration;

import java.util.stream.Collectors;

import digital.market.migrator.database.Sql;

/** PL/pgSQL that writes a script's row of the history, as an online run would, or takes it away. */
record OfflineRecord(HistoryTable history, OfflineStep step) {

    /** The rank is computed like Flyway's {@code calculateInstalledRank}. */
    private static final String INSERT = """
                INSERT INTO %1$s ("installed_rank", "version", "description", "type", "script", "checksum",
                                  "installed_by", "installed_on", "execution_time", "success")
                SELECT coalesce(max("installed_rank"), 0) + 1, %2$s, %3$s, 'SQL', %4$s, %5$d, current_user, %6$s
                FROM %1$s;
            """;

    private static final String APPLIED = "now(), extract(epoch FROM clock_timestamp() - now()) * 1000, TRUE";

    /** The time of the beginning, in UTC, makes room for that of the end. */
    private static final String BEGUN = "clock_timestamp() AT TIME ZONE 'UTC', 0, FALSE";

    private static final String ENDED = """
                UPDATE %1$s SET "success" = TRUE, "installed_on" = now(),
                    "execution_time" = extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - "installed_on") * 1000
                WHERE %2$s AND NOT "success";
                IF NOT FOUND THEN
                    RAISE EXCEPTION USING MESSAGE = %3$s;
                END IF;
            """;

    private static final String UNDO_BEGUN = """
                UPDATE %1$s SET "success" = FALSE WHERE %2$s;
            """;

    private static final String UNDO_ENDED = """
                DELETE FROM %1$s WHERE %2$s AND NOT "success";
            """;

    /** What was applied after a version may stand on it: the next migrate has to apply it again. */
    private static final String REPEATABLES_UNDONE = """
                DELETE FROM %1$s WHERE "version" IS NULL AND "description" IN (
                    SELECT "description" FROM %1$s
                    WHERE "version" IS NULL AND "description" IN (%2$s) AND "installed_rank" > %3$s);
            """;

    /**
     * A client that sets a savepoint before each statement, and goes back to it when that fails, would lose statements and not
     * notice: its row is of a subtransaction. One that has connected again meanwhile has lost the guard's lock. The session is
     * ended, since an error would not stop such clients.
     */
    private static final String ALL_OR_NOTHING = """
                IF NOT EXISTS (SELECT FROM %1$s WHERE "installed_rank" = %2$s AND xmin = pg_current_xact_id()::xid) OR NOT EXISTS (
                        SELECT FROM pg_catalog.pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND objsubid = 1
                           AND classid::bigint = %4$d AND objid::bigint = %5$d) THEN
                    PERFORM set_config('exit_on_error', 'on', false);
                    RAISE EXCEPTION USING MESSAGE = %3$s,
                        HINT = 'Run this script by psql with the option -X.';
                END IF;
            """;

    /** The row of a script that ran in this transaction. */
    String applied() {
        return insert(APPLIED) + allOrNothing(newest());
    }

    /** The row of a script that is about to run outside a transaction: whoever meets it knows that the script was cut. */
    String begun() {
        return insert(BEGUN) + allOrNothing(newest());
    }

    /** The script came through. */
    String ended() {
        return ENDED.formatted(history.quoted(), row(), Sql.literal(step.script().script()
                + " came through, but somebody has changed its row of the history meanwhile."));
    }

    /** Takes away the row of a migration whose undo script ran in this transaction. */
    String undone() {
        return undoBegun() + undoEnded();
    }

    /** The migration is about to be taken back outside a transaction. */
    String undoBegun() {
        return UNDO_BEGUN.formatted(history.quoted(), row()) + allOrNothing(rank());
    }

    /** It was taken back. */
    String undoEnded() {
        String known = step.repeatables().stream().map(Migration::descriptionInHistory).map(Sql::literal).collect(Collectors.joining(", "));
        return (known.isEmpty() ? "" : REPEATABLES_UNDONE.formatted(history.quoted(), known, rank()))
                + UNDO_ENDED.formatted(history.quoted(), row());
    }

    private String insert(String state) {
        Migration migration = step.counts();
        return INSERT.formatted(history.quoted(), migration.version().map(version -> Sql.literal(version.text())).orElse("NULL"),
                Sql.literal(migration.descriptionInHistory()), Sql.literal(migration.script()), step.checksum(), state);
    }

    private String allOrNothing(String rank) {
        long key = history.lockKey();
        return ALL_OR_NOTHING.formatted(history.quoted(), rank, Sql.literal(step.script().script()
                + " is not recorded: this client sets savepoints or changes sessions, so that errors would go unnoticed."),
                key >>> 32, key & 0xFFFF_FFFFL);
    }

    private String newest() {
        return "(SELECT max(\"installed_rank\") FROM " + history.quoted() + ")";
    }

    private String row() {
        return "\"installed_rank\" = " + rank();
    }

    /** Of the migration's last row. */
    private String rank() {
        return "(SELECT max(\"installed_rank\") FROM " + history.quoted() + " WHERE " + (step.isRepeatable()
                ? "\"version\" IS NULL AND \"description\" = " + Sql.literal(step.counts().descriptionInHistory())
                : OfflineGuard.NUMBER.formatted("\"version\"") + " = '" + step.counts().version().orElseThrow().asArray() + "'")
                + " AND \"type\" = 'SQL')";
    }
}
