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
    static final String ARM = "PERFORM set_config('exit_on_error', 'on', false);\n";

    private static final String AFTER_AN_ERROR = """
                IF NOT current_setting('exit_on_error')::boolean THEN
                    %s        RAISE EXCEPTION USING MESSAGE = %s;
                END IF;
            """;

    private static final String DISARM = "    PERFORM set_config('exit_on_error', 'off', false);\n";

    /** Ends the session if a statement before has failed. */
    String afterAnError() {
        return AFTER_AN_ERROR.formatted(ARM, Sql.literal(step.script().script() + " does not go on after the error before this."));
    }

    /** The unit, which is only run if none before it has failed. */
    String guarded(OfflineUnits.Unit unit, OfflineStatements statements) {
        return switch (unit.transaction()) {
            case NONE -> block("") + statements.some(unit.first(), unit.last() + 1);
            case OWN -> block(DISARM) + statements.some(unit.first(), unit.last())
                    + "SET exit_on_error = on;\n" + statements.some(unit.last(), unit.last() + 1);
            case POSSIBLE -> block(DISARM) + "BEGIN;\n" + statements.some(unit.first(), unit.last() + 1)
                    + "SET exit_on_error = on;\nCOMMIT;\n";
        };
    }

    private String block(String then) {
        return DollarQuote.block("step", "BEGIN\n" + afterAnError() + then + "END\n");
    }
}
