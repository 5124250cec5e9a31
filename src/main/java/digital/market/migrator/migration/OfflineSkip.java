package digital.market.migrator.migration;

import digital.market.migrator.database.Sql;

/** What finds out that the database has already what a script would do. */
record OfflineSkip(HistoryTable history, OfflineStep step) {

    /** The variable of {@code psql} that says so. */
    static final String VARIABLE = "market_migrator_skip";

    private static final String ASK = """
            BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;
            %1$sSELECT pg_catalog.current_setting('market_migrator.skip') AS %2$s \\gset
            COMMIT;
            \\if :%2$s
            \\else
            """;

    private static final String BODY = """
            DECLARE
                skip boolean := FALSE;
                other integer;
            BEGIN
            %1$s    IF to_regclass(%2$s) IS NOT NULL THEN
            %3$s    END IF;
                IF other IS NOT NULL THEN
                    RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
                        MESSAGE = %4$s || other || ' in the history).',
                        HINT = 'Generate the script from the scripts that were applied here.';
                ELSIF skip THEN
            %5$s    END IF;
                PERFORM pg_catalog.set_config('market_migrator.skip', skip::text, true);
            END
            """;

    private static final String APPLIED = """
                    %1$s
                    SELECT count(*) > 0, min("checksum") FILTER (WHERE "type" = 'SQL' AND "checksum" <> %3$d) INTO skip, other
                    FROM history WHERE "success" AND (number = '%2$s' OR "type" LIKE '%%BASELINE' AND number >= '%2$s');
            """;

    private static final String NOT_APPLIED = """
                    %1$s
                    SELECT count(*) = 0 INTO skip FROM history WHERE number = '%2$s';
            """;

    /** The last row of a repeatable counts; one that repair has deleted is of another type. */
    private static final String IN_FORCE = """
            (SELECT h."type" = 'SQL' AND h."success" AND h."checksum" IN (%3$d, %4$d) FROM %1$s AS h
                    WHERE h."version" IS NULL AND h."description" = %2$s ORDER BY h."installed_rank" DESC LIMIT 1) IS TRUE""";

    private static final String NOTICE = """
                    RAISE NOTICE USING MESSAGE = %s;
            """;

    /** Has {@code psql} skip what follows, up to its {@code \endif}, if the database has it already. */
    String begin(OfflineSession session) {
        String body = BODY.formatted(OfflineSession.take() + session.takeRole(true), Sql.literal(history.asListed()), question(),
                Sql.literal(step.counts().script() + " was changed after it had been applied (checksum " + step.counts().rawChecksum()
                        + " in the catalog of this script, "), notice());
        return ASK.formatted(DollarQuote.block("skip", body), VARIABLE);
    }

    /** Whether the repeatable was applied as it is now, as a condition. */
    String inForce() {
        return IN_FORCE.formatted(history.quoted(), Sql.literal(step.counts().descriptionInHistory()), step.counts().rawChecksum(),
                step.checksum());
    }

    /** Says that the script is skipped. */
    String notice() {
        return NOTICE.formatted(Sql.literal(step.script().script() + (step.isUndo() ? " is skipped: what it takes back is not there."
                : " is skipped: it is applied already.")));
    }

    private String question() {
        if (step.isRepeatable()) {
            return "        skip := " + inForce() + ";\n";
        }
        String number = step.counts().version().orElseThrow().asArray();
        return (step.isUndo() ? NOT_APPLIED : APPLIED).formatted(OfflineGuard.rows(history), number, step.counts().rawChecksum());
    }
}
