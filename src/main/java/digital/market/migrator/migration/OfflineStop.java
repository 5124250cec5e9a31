package digital.market.migrator.migration;

import digital.market.migrator.database.Sql;

/**
 * PL/pgSQL that ends the session where a statement outside a transaction has failed, for clients that go on after errors.
 *
 * <p>What has failed is known by the parameter {@code exit_on_error}, at which PostgreSQL ends a session at any error. It is on
 * from the guard to the end, except while a statement runs that may well catch errors itself, since those would end the session
 * too. Such a statement has a transaction to itself, which switches it on again when the statement is through; so it stays
 * off where one has failed.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-error-handling.html">Error Handling</a>
 */
record OfflineStop(OfflineStep step) {

    /** Switches it on. */
    static final String ARM = "    PERFORM pg_catalog.set_config('exit_on_error', 'on', false);\n";

    private static final String DISARM = "    PERFORM pg_catalog.set_config('exit_on_error', 'off', false);\n";

    private static final String AFTER_AN_ERROR = """
                IF NOT pg_catalog.current_setting('exit_on_error')::boolean THEN
                    PERFORM pg_catalog.set_config('exit_on_error', 'on', false);
                    RAISE EXCEPTION USING MESSAGE = %s;
                END IF;
            """;

    /** Where somebody else has begun a transaction, PostgreSQL refuses to commit in a block of PL/pgSQL. */
    private static final String UNLESS_ALONE = """
            BEGIN
                -- An error here says that the client has begun a transaction, in which this script cannot run.
                COMMIT;
            END
            """;

    /** Fails inside a transaction, before anything is done. */
    String unlessAlone() {
        return DollarQuote.block("alone", UNLESS_ALONE);
    }

    /** A unit, which is not run if one before it has failed. */
    String guarded(OfflineUnits.Unit unit, OfflineStatements statements) {
        String last = statements.some(unit.last(), unit.last() + 1);
        return switch (unit.transaction()) {
            case NONE -> block("step", "") + statements.some(unit.first(), unit.last()) + last;
            case OWN -> block("step", DISARM) + statements.some(unit.first(), unit.last())
                    + "SET exit_on_error = on;\n" + last;
            case POSSIBLE -> block("step", DISARM) + "BEGIN;\n" + last + "SET exit_on_error = on;\nCOMMIT;\n";
        };
    }

    /** A block of PL/pgSQL, which is not run either. */
    String block(String name, String body) {
        return DollarQuote.block(name, "BEGIN\n"
                + AFTER_AN_ERROR.formatted(Sql.literal(step.script().script() + " does not go on after the error before this.")) + body + "END\n");
    }
}
