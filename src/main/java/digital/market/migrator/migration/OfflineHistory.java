package digital.market.migrator.migration;

import digital.market.migrator.database.Sql;
import digital.market.migrator.settings.Settings;

/**
 * PL/pgSQL that makes the history, as Flyway would, where there is none and the schema is empty: what {@link Preflight} looks
 * at before an online run.
 */
record OfflineHistory(Settings settings, HistoryTable history) {

    private static final String CREATE = """
                IF NOT pg_try_advisory_xact_lock(%1$d) THEN
                    RAISE EXCEPTION USING ERRCODE = 'lock_not_available',
                        MESSAGE = 'Another migrator holds the lock of this history.', HINT = 'Run this script again when it is done.';
                ELSIF to_regclass(%2$s) IS NULL THEN
                    SELECT * INTO place FROM (
            %3$s) AS preflight;
                    IF place.holds_objects THEN
                        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
                            MESSAGE = %4$s,
                            HINT = %5$s;
                    END IF;
            %6$s%7$s%8$s    END IF;
            """;

    /** Where a missing schema is not to be created, PostgreSQL says that it is missing. */
    private static final String SCHEMA = """
                    IF NOT place.present THEN
                        CREATE SCHEMA %1$s;
                    END IF;
            """;

    /** The row by which Flyway remembers that the schema is its own ({@code SchemaHistory.addSchemasMarker}). */
    private static final String MARKER = """
                    IF NOT place.present THEN
                        INSERT INTO %1$s ("installed_rank", "description", "type", "script", "installed_by", "execution_time", "success")
                        VALUES (0, '<< Flyway Schema Creation >>', 'SCHEMA', %2$s, current_user, 0, TRUE);
                    END IF;
            """;

    /** The declarations that go before. */
    static String declaration() {
        return """
                DECLARE
                    place record;
                """;
    }

    /** The statements. */
    String statements() {
        String schema = Sql.identifier(settings.schema());
        String table = history.quoted();
        boolean create = settings.createSchema();
        return CREATE.formatted(history.lockKey(), Sql.literal(history.asListed()), Preflight.SCHEMA.formatted(Sql.literal(settings.schema())),
                Sql.literal("The schema " + schema + " holds objects, but no history: " + Sql.identifier(settings.table()) + " is not there."),
                Sql.literal("If this is a database that Alembic or create_all made, take it over with the command adopt --at VERSION; "
                        + "else generate the script with a MIGRATOR_SCHEMA that is empty."),
                create ? SCHEMA.formatted(schema) : "",
                new NewHistory(history).create().indent(8),
                create ? MARKER.formatted(table, Sql.literal(schema)) : "");
    }
}
