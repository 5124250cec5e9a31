package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.database.TableLock;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.RepairReport.Item;

/** One thing that {@code repair} does. */
sealed interface Mend {

    /** What is wrong, and what is done about it. */
    Item item();

    /** Does it. */
    void apply(HistoryChanges changes) throws SQLException;

    /** The rows of the history once it is done. */
    default List<AppliedMigration> foresee(List<AppliedMigration> rows) {
        return rows;
    }

    /** Removes rows. */
    record RemoveRows(Item item, List<AppliedMigration> rows) implements Mend {

        @Override
        public void apply(HistoryChanges changes) throws SQLException {
            changes.remove(rows);
        }

        @Override
        public List<AppliedMigration> foresee(List<AppliedMigration> all) {
            return all.stream().filter(row -> !rows.contains(row)).toList();
        }
    }

    /** Lets a row say that what was applied is this script. */
    record Align(AppliedMigration row, Migration migration) implements Mend {

        @Override
        public Item item() {
            if (!row.isScript()) {
                return Item.of("The history holds " + row.name() + " as " + row.type() + ", not as an SQL script of this catalog.",
                        "Its row takes type, description and checksum of " + migration.script() + ".");
            }
            return row.checksum().filter(checksum -> checksum != migration.rawChecksum())
                    .map(checksum -> Item.of(migration.script() + " was changed after it had been applied (checksum " + migration.rawChecksum()
                            + " in the catalog, " + checksum + " in the history).", "Its row takes the new checksum, and what the change "
                            + "says is not applied: where that matters, put the old text back instead."))
                    .orElseGet(() -> Item.of(migration.script() + " was applied under the description \"" + row.description() + "\".",
                            "Its row takes the description of the script."));
        }

        @Override
        public void apply(HistoryChanges changes) throws SQLException {
            changes.align(row, migration);
        }

        @Override
        public List<AppliedMigration> foresee(List<AppliedMigration> rows) {
            return rows.stream().map(other -> other.equals(row) ? row.alignedTo(migration) : other).toList();
        }
    }

    /** Adds a row that takes one out of account whose script is gone. */
    record AddDeletion(AppliedMigration row) implements Mend {

        @Override
        public Item item() {
            return Item.of(row.script() + " was applied, but is not in the catalog.", "A row of type DELETE is added, so that it is no longer "
                    + "missed; what the script did stays in the schema.");
        }

        @Override
        public void apply(HistoryChanges changes) throws SQLException {
            changes.addDeletionOf(row);
        }

        @Override
        public List<AppliedMigration> foresee(List<AppliedMigration> rows) {
            int next = rows.stream().mapToInt(AppliedMigration::rank).max().orElse(0) + 1;
            return Stream.concat(rows.stream(), Stream.of(row.deletion(next))).toList();
        }
    }

    /** Drops an index that a script left behind when it stopped half-way. */
    record DropIndex(InvalidIndex index, Migration script) implements Mend {

        @Override
        public Item item() {
            return Item.of(index.described() + " is INVALID, left behind by " + script.script() + ".", "It is dropped.");
        }

        @Override
        public void apply(HistoryChanges changes) throws SQLException {
            asOwner(() -> Session.execute(changes.session().connection(), "DROP INDEX " + index.quoted()));
        }

        /** Whoever is at work on the table is through once the lock is there, and nobody begins while it is held. */
        void lockTable(Session session) throws SQLException {
            asOwner(() -> new TableLock(index.quotedTable()).acquire(session.connection()));
        }

        private void asOwner(RetriedTransaction.Work work) throws SQLException {
            try {
                work.execute();
            } catch (SQLException e) {
                if (!SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
                    throw e;
                }
                throw new MigrationException(Failure.of(Outcome.DENIED, index.described() + " cannot be dropped: " + SqlStates.message(e) + ".")
                        .withAdvice("Let MIGRATOR_ROLE name the owner of the table, or let its owner run: DROP INDEX " + index.quoted()
                                + "; and repair again.")
                        .withServer(SqlStates.words(e)), e);
            }
        }
    }
}
