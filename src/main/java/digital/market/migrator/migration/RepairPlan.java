package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import digital.market.migrator.migration.Mend.AddDeletion;
import digital.market.migrator.migration.Mend.Align;
import digital.market.migrator.migration.Mend.DropIndex;
import digital.market.migrator.migration.Mend.RemoveRows;
import digital.market.migrator.report.RepairReport.Item;
import digital.market.migrator.report.StatusReport.State;

/**
 * What {@code repair} does about a history and the INVALID indexes beside it. To the rows it does what Flyway's repair does
 * (its {@code DbRepair}) about those for which {@code migrate} refuses to run. In two points it goes on where Flyway does not:
 * rows deleted twice, at which Flyway's repair stops, and rows of its paid undo, for which the remedy is known. In one it stops
 * short: what a newer image left half-way is for that image to repair, which knows what to clean up.
 */
final class RepairPlan {

    private final Catalog catalog;
    private final Placeholders placeholders;
    private final History history;
    private final List<InvalidIndex> indexes;
    private final List<Mend> mends = new ArrayList<>();
    private final List<Item> byHand = new ArrayList<>();
    private final List<Migration> halfWay = new ArrayList<>();
    private final List<Migration> pending = new ArrayList<>();
    private final Set<String> explained = new HashSet<>();
    private final Set<InvalidIndex> unfinished = new HashSet<>();
    private List<AppliedMigration> rows;

    private RepairPlan(Catalog catalog, History history, Placeholders placeholders, List<InvalidIndex> indexes) {
        this.catalog = catalog;
        this.history = history;
        this.placeholders = placeholders;
        this.indexes = indexes;
        this.rows = history.rows();
    }

    /** The plan for this history and these indexes. */
    static RepairPlan of(Catalog catalog, History history, Placeholders placeholders, List<InvalidIndex> indexes) {
        RepairPlan plan = new RepairPlan(catalog, history, placeholders, indexes);
        plan.removeWhatNobodyUnderstands();
        plan.removeFailed();
        plan.alignWithCatalog();
        indexes.stream().filter(index -> !plan.unfinished.contains(index)).forEach(plan::decideOn);
        plan.divergences().stream().filter(sentence -> !plan.explained.contains(sentence))
                .forEach(sentence -> plan.byHand.add(new Item(sentence, Optional.empty())));
        return plan;
    }

    /** What to do, in this order. */
    List<Mend> mends() {
        return List.copyOf(mends);
    }

    /** What is not for a program to decide. */
    List<Item> byHand() {
        return List.copyOf(byHand);
    }

    /** The history once all is done. */
    History foreseen() {
        return new History(history.exists(), rows, history.user(), history.database());
    }

    /** Why {@code migrate} would still refuse to run once all is done. */
    List<String> divergences() {
        return Comparison.of(catalog, foreseen(), placeholders, Optional.empty()).divergences();
    }

    private void plan(Mend mend) {
        mends.add(mend);
        rows = mend.foresee(rows);
    }

    private void removeWhatNobodyUnderstands() {
        Deletions deletions = Deletions.in(rows);
        deletions.twice().forEach(row -> plan(new RemoveRows(Item.of(row.name() + " was deleted from the history twice.",
                "The later of those rows (installed_rank " + row.rank() + ") is removed."), List.of(row))));
        deletions.left().stream().filter(AppliedMigration::isUndo).forEach(row -> {
            List<AppliedMigration> both = new ArrayList<>(List.of(row));
            Deletions.undoneBy(row, rows).ifPresent(both::add);
            plan(new RemoveRows(Item.of(row.name() + " was undone by Flyway's undo (installed_rank " + row.rank()
                    + "), which no other edition of Flyway takes into account.",
                    "That row and the one that it undid are removed, so that the version is pending."), List.copyOf(both)));
        });
    }

    private void removeFailed() {
        for (AppliedMigration row : rows.stream().filter(row -> !row.success()).toList()) {
            Optional<Migration> script = find(row);
            Optional<InvalidIndex> atWork = script.flatMap(this::indexAtWork);
            if (isAhead(row)) {
                byHand.add(Item.of(row.script() + " stopped half-way, and this catalog does not know it.",
                        "Run repair with the scripts that hold it."));
            } else if (atWork.isPresent()) {
                unfinished.add(atWork.get());
                explained.add(Comparison.failed(row));
                byHand.add(Item.of(row.script() + " stopped half-way, and what it began may not be over. " + atWork.get().atWork(),
                        "Leave both alone, and run repair again when that is through."));
            } else {
                script.ifPresent(halfWay::add);
                plan(new RemoveRows(Item.of(row.script() + " stopped half-way (installed_rank " + row.rank() + ").",
                        "Its row is removed, so that it is pending: see to it that nothing is in its way when it is applied again."),
                        List.of(row)));
            }
        }
    }

    /** An index of the script that somebody is at work on: to remove the row would have migrate build it a second time. */
    private Optional<InvalidIndex> indexAtWork(Migration script) {
        IndexStatements statements = IndexStatements.of(script, placeholders);
        return indexes.stream().filter(index -> index.builder().isPresent() && statements.make(index)).findFirst();
    }

    private boolean isAhead(AppliedMigration row) {
        return row.version().filter(version -> !row.isBaseline() && catalog.head().filter(head -> !version.isNewerThan(head)).isEmpty()).isPresent();
    }

    private Optional<Migration> find(AppliedMigration row) {
        return row.version().map(catalog::find).orElseGet(() -> catalog.repeatables().stream()
                .filter(repeatable -> repeatable.descriptionInHistory().equals(row.description())).findFirst());
    }

    private void alignWithCatalog() {
        Comparison.examine(catalog, foreseen(), placeholders, Optional.empty(), new Findings() {

            @Override
            public void diverged(State state, AppliedMigration row, String sentence) {
                if (state == State.MISSING) {
                    plan(new AddDeletion(row));
                } else if (state == State.CHANGED && row.version().isPresent() && !row.isBaseline()) {
                    plan(new Align(row, catalog.find(row.version().get()).orElseThrow()));
                }
            }

            @Override
            public void pending(Migration migration) {
                pending.add(migration);
            }

            @Override
            public void ahead(AppliedMigration row) {
                // That is for a newer image.
            }

            @Override
            public void late(Migration migration, String sentence) {
                // No repair helps, and the sentence says what does.
            }
        });
    }

    /** Drops what a script left behind that stopped half-way, or was killed and is still pending, and nothing else. */
    private void decideOn(InvalidIndex index) {
        List<Migration> begun = Stream.concat(halfWay.stream(), pending.stream().filter(this::mayHaveBegun)).toList();
        Optional<Migration> maker = begun.stream().filter(script -> IndexStatements.of(script, placeholders).make(index)).findFirst();
        Optional<Migration> coper = begun.stream().filter(script -> IndexStatements.of(script, placeholders).copeWith(index)).findFirst();
        if (index.builder().isPresent()) {
            byHand.add(Item.of(index.atWork(), "Leave it alone, and look again when that is through."));
        } else if (coper.isPresent()) {
            byHand.add(Item.of(index.described() + " is INVALID.", coper.get().script() + " itself drops it or builds it anew when the next "
                    + "migrate applies it."));
        } else if (maker.isPresent() && index.kind() != 'm') {
            plan(new DropIndex(index, maker.get()));
        } else {
            byHand.add(foreign(index));
        }
    }

    /** Whether the script, though pending, may have been at work: its process was killed before the history could be told. */
    private boolean mayHaveBegun(Migration script) {
        return placeholders.problems(script.sql(), script.script()).isEmpty() && !ScriptRules.runsInTransaction(script, placeholders);
    }

    private static Item foreign(InvalidIndex index) {
        if (index.kind() == 'p') {
            return Item.of(index.described() + " is INVALID, because not every partition has its part of it.", "Build the parts that are missing "
                    + "and attach them with ALTER INDEX " + index.quoted() + " ATTACH PARTITION, or drop it with DROP INDEX " + index.quoted() + ".");
        }
        return index.original().isPresent()
                ? Item.of(index.described() + " is INVALID, left behind by a REINDEX CONCURRENTLY.",
                        "Drop it with DROP INDEX CONCURRENTLY " + index.quoted() + ", and repeat the REINDEX.")
                : Item.of(index.described() + " is INVALID, and no script that stopped half-way began to build it.", "Build it anew with REINDEX INDEX "
                        + "CONCURRENTLY " + index.quoted() + ", or drop it with DROP INDEX CONCURRENTLY " + index.quoted() + ".");
    }
}
