package digital.market.migrator.migration;

import java.time.Duration;

import digital.market.migrator.database.Sql;
import digital.market.migrator.settings.Settings;

/** PL/pgSQL that gives a script the session that an online run would give it, and takes away again what the script has set. */
record OfflineSession(Settings settings) {

    private static final String DECLARATION = """
                script_path pg_catalog.text := pg_catalog.current_setting('search_path');
                script_row_security pg_catalog.text := pg_catalog.current_setting('row_security');
            """;

    private static final String TAKE = """
                PERFORM pg_catalog.set_config('search_path', 'pg_catalog', true), pg_catalog.set_config('row_security', 'off', true);
            """;

    /** As Flyway's {@code PostgreSQLConnection.changeCurrentSchemaTo}: the schema goes before what the path was. */
    private static final String WITH_SCHEMA = """
                script_path := CASE WHEN script_path = %1$s OR starts_with(script_path, %1$s || ',') THEN script_path
                                    ELSE concat_ws(',', %2$s, nullif(script_path, '')) END;
            """;

    private static final String GIVE = """
                PERFORM pg_catalog.set_config('search_path', script_path, %1$s),
                        pg_catalog.set_config('row_security', script_row_security, %1$s);
            """;

    /** PL/pgSQL has a {@code CLOSE} of its own. */
    private static final String DISCARD = """
                SET CONSTRAINTS ALL IMMEDIATE;
                EXECUTE 'CLOSE ALL';
                SET SESSION AUTHORIZATION DEFAULT;
                RESET ALL;
                DEALLOCATE ALL;
                UNLISTEN *;
                DISCARD PLANS;
                DISCARD TEMP;
                DISCARD SEQUENCES;
                RESET ROLE;
            """;

    private static final String FREE = """
                PERFORM pg_catalog.pg_advisory_unlock_all();
            """;

    /** Outside a transaction the lock is the session's. */
    private static final String KEEP = """
                PERFORM pg_catalog.pg_try_advisory_xact_lock(%1$d);
                PERFORM pg_catalog.pg_advisory_unlock_all();
                IF NOT pg_catalog.pg_try_advisory_lock(%1$d) THEN
                    RAISE EXCEPTION 'The script has freed the lock of the migrators, and another one has it now.';
                END IF;
            """;

    /** The declarations of a block that begins with {@link #take()}: what the session came with. */
    static String declaration() {
        return DECLARATION;
    }

    /**
     * Leaves {@code pg_catalog} alone on the search path, and row security off, to the end of the transaction: what is parsed from
     * here on can call nobody else's function or operator.
     */
    static String take() {
        return TAKE;
    }

    /** Gives the session its own again, which the end of the transaction would do too, but for where the values come from. */
    static String giveUp() {
        return "    RESET search_path;\n    RESET row_security;\n";
    }

    /** Gives a script what {@link #take()} took. */
    static String give(boolean local) {
        return GIVE.formatted(local);
    }

    /** Takes on the role, as which all is done from here on. */
    String takeRole(boolean local) {
        return settings.role().map(role -> set("role", role, local)).orElse("");
    }

    /** The session that this script runs in, for its transaction only if it has one. */
    String begin(OfflineStep step) {
        boolean local = step.inTransaction();
        ScriptHeader header = step.script().header();
        return set("lock_timeout", milliseconds(header.lockTimeout(local, settings.lockTimeout())), local)
                + set("statement_timeout", milliseconds(header.statementTimeout().orElse(settings.statementTimeout())), local)
                + set("idle_in_transaction_session_timeout", "0", local)
                + unlimited("transaction_timeout", local)
                + WITH_SCHEMA.formatted(Sql.literal(settings.schema()), Sql.literal(Sql.inList(settings.schema()))) + give(local);
    }

    /**
     * What a script has made of the session reaches neither its row in the history nor the next script: {@code DISCARD ALL} in
     * its parts. The lock of the migrators, with this key, is never free meanwhile.
     */
    String reset(boolean local, long lock) {
        return DISCARD + TAKE + (local ? FREE : KEEP.formatted(lock))
                + set("client_encoding", "UTF8", false) + set("standard_conforming_strings", "on", false)
                + takeRole(local);
    }

    /** An older release does not know each time-out. */
    private static String unlimited(String name, boolean local) {
        return "    PERFORM pg_catalog.set_config('" + name + "', '0', " + local + ") WHERE pg_catalog.current_setting('" + name + "', true) IS NOT NULL;\n";
    }

    private static String set(String name, String value, boolean local) {
        return "    PERFORM pg_catalog.set_config('" + name + "', " + Sql.literal(value) + ", " + local + ");\n";
    }

    private static String milliseconds(Duration time) {
        return String.valueOf(time.toMillis());
    }
}
