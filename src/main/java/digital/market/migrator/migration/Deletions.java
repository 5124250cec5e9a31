package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code flyway repair} took out of a history: it removes no row, but adds one of type {@code DELETE}, which takes
 * the last row before it with the same version, or the same description, out of account.
 *
 * @param left  the rows that count; a repeatable's {@code DELETE} is among them, since it is pending after it
 * @param twice rows that delete what had been deleted, which Flyway takes for a corrupted history
 */
record Deletions(List<AppliedMigration> left, List<AppliedMigration> twice) {

    /** Applies the deletions of these rows, given by rank. One that did not succeed deletes nothing. */
    static Deletions in(List<AppliedMigration> rows) {
        List<AppliedMigration> left = new ArrayList<>();
        List<AppliedMigration> twice = new ArrayList<>();
        Set<AppliedMigration> deleted = new HashSet<>();
        for (AppliedMigration row : rows) {
            if (row.isDeletion() && row.success()) {
                for (int i = left.size() - 1; i >= 0; i--) {
                    if (deletes(row, left.get(i))) {
                        if (!deleted.add(left.get(i)) && row.version().isPresent()) {
                            twice.add(row);
                        }
                        break;
                    }
                }
            }
            left.add(row);
        }
        if (!deleted.isEmpty()) {
            left.removeIf(deleted::contains);
        }
        left.removeIf(row -> row.isDeletion() && row.version().isPresent());
        return new Deletions(List.copyOf(left), List.copyOf(twice));
    }

    /** The row that this row of Flyway's undo took back: the last one before it with its version that stands for a script. */
    static Optional<AppliedMigration> undoneBy(AppliedMigration undo, List<AppliedMigration> rows) {
        return rows.stream()
                .filter(row -> row.rank() < undo.rank() && row.version().equals(undo.version()) && !row.isMarker() && !row.isUndo())
                .reduce((earlier, later) -> later);
    }

    private static boolean deletes(AppliedMigration deletion, AppliedMigration row) {
        return !row.isMarker() && row.version().equals(deletion.version())
                && (row.version().isPresent() || row.description().equals(deletion.description()));
    }
}
