package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import digital.market.migrator.database.Sql;

/**
 * PL/pgSQL that stops a script, with a sentence, unless it is alone and the history is where it has to be.
 *
 * <p>The lock is asked for and never waited for: a statement that waits holds a snapshot, and a
 * {@code CREATE INDEX CONCURRENTLY} of the holder would wait for that. It ends with the transaction.
 */
record OfflineGuard(HistoryTable history, OfflineStep step) {

    private static final String LOCK = """
                IF NOT pg_try_advisory_xact_lock(%1$d) THEN
                    %2$s
                ELSIF to_regclass(%3$s) IS NULL THEN
                    %4$s
                END IF;
            """;

    private static final String HOLDER = """
            coalesce((SELECT ' (pid ' || l.pid || coalesce(', ' || nullif(a.application_name, ''), '') || ')'
                                   FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
                                   WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                                     AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                                     AND l.classid::bigint = %d AND l.objid::bigint = %d LIMIT 1), '')""";

    /** A version as an array of numbers, without zeros at its end: see {@link Version#asArray()}. */
    static final String NUMBER = "string_to_array(regexp_replace(translate(%s, '_', '.'), '([.]0+)+$', ''), '.')::numeric[]";

    /** The rows that count, as {@link Deletions} and {@link Comparison} see them. */
    private static final String ROWS = """
            WITH deletions AS MATERIALIZED (
                    SELECT * FROM %1$s WHERE "type" = 'DELETE' AND "success"
                ), history AS (
                    SELECT h.*, %2$s AS number
                    FROM %1$s AS h
                    WHERE h."type" NOT IN ('DELETE', 'SCHEMA') AND (h."type" = 'BASELINE' OR NOT EXISTS (
                        SELECT FROM deletions AS d
                        WHERE d."installed_rank" > h."installed_rank" AND d."version" IS NOT DISTINCT FROM h."version"
                          AND (d."version" IS NOT NULL OR d."description" = h."description")))
                )
            """.stripTrailing();

    private static final String NEWEST = """
                %1$s
                SELECT n.*, (SELECT max("script") FROM history WHERE NOT "success") AS failed,
                       (SELECT max("version") FROM history WHERE "type" LIKE 'UNDO%%' AND "success") AS undone
                INTO newest
                FROM (VALUES (1)) AS once(one) LEFT JOIN (
                    SELECT number, "version", "type", "checksum" FROM history WHERE number IS NOT NULL
                    ORDER BY number DESC, "installed_rank" DESC LIMIT 1) AS n ON TRUE;
            """;

    private static final String WHAT_IS =
            "coalesce('the newest version applied here is ' || newest.\"version\", 'nothing is applied here')";

    /** What must not be, and what is said about it; the texts are expressions of SQL. */
    private record Refusal(String condition, String message, String hint) {

        private String raise() {
            return raise("object_not_in_prerequisite_state", message, hint);
        }

        private static String raise(String code, String message, String hint) {
            return "RAISE EXCEPTION USING ERRCODE = '" + code + "',\n            MESSAGE = " + message
                    + ",\n            HINT = " + hint + ";";
        }
    }

    /** The declarations that go before. */
    String declaration() {
        return """
                DECLARE
                    newest record;
                """;
    }

    /** The statements. */
    String statements() {
        return lock() + NEWEST.formatted(rows(history)) + refusals().stream()
                .map(refusal -> refusal.condition() + " THEN\n        " + refusal.raise() + "\n")
                .collect(Collectors.joining("    ELSIF ", "    IF ", "    END IF;\n"));
    }

    /** The beginning of a query of the history; {@code number} is the version. */
    static String rows(HistoryTable history) {
        return ROWS.formatted(history.quoted(), NUMBER.formatted("h.\"version\""));
    }

    private String lock() {
        long key = history.lockKey();
        String holder = HOLDER.formatted(key >>> 32, key & 0xFFFF_FFFFL);
        return LOCK.formatted(key,
                Refusal.raise("lock_not_available", notBegun("another migrator holds the lock of this history") + "\n                || "
                        + holder + " || '.'", Sql.literal("Run this script again when it is done.")),
                Sql.literal(history.asListed()),
                Refusal.raise("object_not_in_prerequisite_state", notBegun("this database has no history " + history.quoted() + "."),
                        Sql.literal("If nothing is applied here, generate the script without --from. Otherwise generate it with the "
                                + "MIGRATOR_SCHEMA and the MIGRATOR_TABLE of this database.")));
    }

    private List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>();
        refusals.add(new Refusal("newest.failed IS NOT NULL",
                notBegun("the history says that ") + " || newest.failed || ' stopped half-way.'",
                Sql.literal(Comparison.HALF_WAY)));
        refusals.add(new Refusal("newest.undone IS NOT NULL",
                notBegun("the history says that Flyway's undo took version ") + " || newest.undone || ' back.'",
                Sql.literal("Delete that row and the one that it undid.")));
        if (step.isUndo()) {
            refusals.add(notTheNewest());
        } else {
            applied().ifPresent(refusals::add);
            refusals.add(notBefore());
        }
        step.unchanged().ifPresent(migration -> refusals.add(changed(migration)));
        return refusals;
    }

    private Optional<Refusal> applied() {
        return step.script().version().map(version -> new Refusal("newest.number >= '" + version.asArray() + "'",
                notBegun("version ") + " || newest.\"version\" || ' is applied here already.'",
                "'If this script has run before, nothing is left to do. Otherwise generate it with --from ' || newest.\"version\""
                        + " || ', or with --resume.'"));
    }

    /** A baseline stands for all versions up to its own, which need not be one of ours. */
    private Refusal notBefore() {
        Optional<String> before = step.before().flatMap(Migration::version).map(Version::asArray);
        String isBefore = before.map(number -> "newest.number = '" + number + "'").orElse("newest.number IS NULL");
        String isBaseline = "newest.\"type\" LIKE '%BASELINE'" + before.map(number -> " AND newest.number > '" + number + "'").orElse("");
        String follows = step.before().flatMap(Migration::version).map(version -> "it follows version " + version + ", but ")
                .orElse("it is the first, but ");
        return new Refusal("(" + isBefore + " OR " + isBaseline + ") IS NOT TRUE",
                notBegun(follows) + " || " + WHAT_IS + " || '.'",
                "'Generate the script ' || coalesce('with --from ' || newest.\"version\", 'without --from') || ', or with --resume.'");
    }

    private Refusal notTheNewest() {
        Version version = step.counts().version().orElseThrow();
        return new Refusal("(newest.number = '" + version.asArray() + "' AND newest.\"type\" = 'SQL') IS NOT TRUE",
                notBegun("it takes back version " + version + ", but ") + " || " + WHAT_IS
                        + " || CASE WHEN newest.\"type\" LIKE '%BASELINE' THEN ', a baseline' ELSE '' END || '.'",
                "CASE WHEN newest.\"type\" = 'SQL' THEN 'Generate the script with --from ' || newest.\"version\" || '.'"
                        + " ELSE 'There is nothing to take back.' END");
    }

    private Refusal changed(Migration migration) {
        return new Refusal("newest.\"type\" = 'SQL' AND newest.\"checksum\" <> " + migration.rawChecksum(),
                notBegun(migration.script() + " was changed after it had been applied (checksum " + migration.rawChecksum()
                        + " in the catalog of this script, ") + " || newest.\"checksum\" || ' in the history).'",
                Sql.literal("Generate the script from the scripts that were applied here."));
    }

    /** The literal with which a sentence begins. */
    private String notBegun(String why) {
        return Sql.literal(step.script().script() + " was not begun: " + why);
    }
}
