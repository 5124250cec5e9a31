package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a history stands to the catalog, by the rules of Flyway's {@code validate} with
 * {@code ignoreMigrationPatterns=*:future,repeatable:missing} and of its {@code migrate}.
 *
 * @param pending     what is in the catalog and not in the history, in the order in which it is applied; a repeatable
 *                    whose text has changed is pending again
 * @param ahead       what the history holds and this catalog is too old to know
 * @param divergences a sentence for each thing that makes it unsafe to go on
 */
record Comparison(List<Migration> pending, List<String> ahead, List<String> divergences) {

    /** Compares; {@code target} limits the versions that count as pending. */
    static Comparison of(Catalog catalog, History history, Placeholders placeholders, Optional<Version> target) {
        List<String> divergences = new ArrayList<>();
        List<String> ahead = new ArrayList<>();
        List<Migration> pending = new ArrayList<>();

        List<AppliedMigration> rows = withoutDeleted(history.rows(), divergences);
        new Versions(catalog, rows, target, pending, ahead, divergences).compare();
        boolean versionsPending = !pending.isEmpty();
        List<String> unknownRepeatables = repeatables(catalog, rows, placeholders, pending, divergences);
        if (!versionsPending) {
            ahead.addAll(unknownRepeatables);
        }
        return new Comparison(List.copyOf(pending), List.copyOf(ahead), List.copyOf(divergences));
    }

    /** Whether there is nothing to apply, nothing wrong, and nothing that this catalog does not know. */
    boolean isAtHead() {
        return pending.isEmpty() && ahead.isEmpty() && divergences.isEmpty();
    }

    /** A {@code DELETE} row takes the last row before it with the same version, or the same description, out of account. */
    private static List<AppliedMigration> withoutDeleted(List<AppliedMigration> rows, List<String> divergences) {
        List<AppliedMigration> left = new ArrayList<>();
        for (AppliedMigration row : rows) {
            if (row.isDeletion()) {
                removeLast(left, row);
            } else if (row.isUndo()) {
                divergences.add(row.name() + " was undone by Flyway's undo (installed_rank " + row.rank() + "), which leaves a row that no "
                        + "other edition of Flyway takes into account: delete that row and the one that it undid.");
            } else if (!row.isSchemaMarker()) {
                left.add(row);
            }
        }
        return left;
    }

    private static void removeLast(List<AppliedMigration> rows, AppliedMigration deletion) {
        for (int i = rows.size() - 1; i >= 0; i--) {
            AppliedMigration row = rows.get(i);
            boolean same = row.version().equals(deletion.version())
                    && (row.version().isPresent() || row.description().equals(deletion.description()));
            if (same && !row.isBaseline()) {
                rows.remove(i);
                return;
            }
        }
    }

    /**
     * Compares the repeatables. One that the catalog does not hold was either removed from it or comes from a newer
     * image. Where a version is pending the catalog is the newer side, so that it was removed; else it may be newer.
     */
    private static List<String> repeatables(Catalog catalog, List<AppliedMigration> rows, Placeholders placeholders,
            List<Migration> pending, List<String> divergences) {
        Map<String, AppliedMigration> latest = new HashMap<>();
        for (AppliedMigration row : rows) {
            if (row.version().isEmpty()) {
                latest.put(row.description(), row);
                if (!row.success()) {
                    divergences.add(failed(row));
                }
            }
        }
        Set<String> known = new HashSet<>();
        for (Migration migration : catalog.repeatables()) {
            known.add(migration.descriptionInHistory());
            AppliedMigration last = latest.get(migration.descriptionInHistory());
            if (last != null && !last.isScript()) {
                divergences.add(otherType(last));
            } else if (last == null || last.checksum().isEmpty() || !migration.checksumMatches(last.checksum().get(), placeholders)) {
                pending.add(migration);
            }
        }
        return latest.values().stream().filter(row -> !known.contains(row.description())).map(AppliedMigration::name).sorted().toList();
    }

    static String failed(AppliedMigration row) {
        return row.script() + " stopped half-way when it was applied, and the history says so. Look what of it is there, "
                + "complete or remove it by hand, then mend the history with the command repair.";
    }

    static String otherType(AppliedMigration row) {
        return "The history holds " + row.name() + " as " + row.type() + ", not as an SQL script of this catalog.";
    }
}
