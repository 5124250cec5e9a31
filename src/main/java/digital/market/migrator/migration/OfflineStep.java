package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One script of the catalog, as a part of a script without a connection.
 *
 * @param script        what is executed
 * @param counts        what the history tells of: the script itself, or the migration that it takes back
 * @param before        the migration that has to be the newest in the history by then; none if there may be none
 * @param unchanged     the migration whose text must still be the one that was applied
 * @param statements    the script's statements, with placeholders replaced
 * @param inTransaction whether they run in one transaction
 * @param checksum      the checksum of {@code counts} as the history holds it
 * @param repeatables   those that have to be applied again if they were applied after what the script takes back
 */
record OfflineStep(Migration script, Migration counts, Optional<Migration> before, Optional<Migration> unchanged, Statements statements,
                   boolean inTransaction, int checksum, List<Migration> repeatables) {

    /**
     * The steps of a range, in order.
     *
     * @throws digital.market.migrator.report.MigrationException if a placeholder has no value
     */
    static List<OfflineStep> of(OfflineRange range, Catalog catalog, Placeholders placeholders) {
        List<OfflineStep> steps = new ArrayList<>();
        Optional<Migration> before = range.from().flatMap(catalog::find);
        Optional<Migration> unchanged = before;
        for (Migration migration : range.versioned()) {
            if (range.down()) {
                Migration undo = migration.version().flatMap(catalog::findUndo).orElseThrow();
                steps.add(of(undo, migration, Optional.of(migration), Optional.of(migration), catalog.repeatables(), placeholders));
            } else {
                steps.add(of(migration, migration, before, unchanged, List.of(), placeholders));
                before = Optional.of(migration);
                unchanged = Optional.empty();
            }
        }
        for (Migration repeatable : range.repeatables()) {
            steps.add(of(repeatable, repeatable, before, unchanged, List.of(), placeholders));
        }
        return steps;
    }

    private static OfflineStep of(Migration script, Migration counts, Optional<Migration> before, Optional<Migration> unchanged,
            List<Migration> repeatables, Placeholders placeholders) {
        return new OfflineStep(script, counts, before, unchanged, Statements.of(script.sql(placeholders)),
                ScriptRules.runsInTransaction(script, placeholders), counts.checksum(placeholders), repeatables);
    }

    boolean isUndo() {
        return script.kind() == Kind.UNDO;
    }

    boolean isRepeatable() {
        return script.kind() == Kind.REPEATABLE;
    }

    /** Whether data stands between its statements: nobody but {@code psql} takes it from there. */
    boolean holdsData() {
        return statements.all().stream().anyMatch(statement -> statement.copyData().isPresent());
    }

    /** Whether {@code DO} can execute all of it. */
    boolean fitsIntoOneStatement() {
        return inTransaction && !holdsData() && statements.all().stream().noneMatch(TransactionRules::refusedByExecute);
    }
}
