package digital.market.migrator.migration;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The versioned half of a {@link Comparison}: adds to the three lists that it is given. */
record Versions(Catalog catalog, List<AppliedMigration> rows, Optional<Version> baseline, Optional<Version> target,
                List<Migration> pending, List<String> ahead, List<String> divergences) {

    void compare() {
        Optional<Version> head = catalog.head();
        Set<Version> applied = new HashSet<>();
        for (AppliedMigration row : rows) {
            if (row.version().isPresent() && !row.isMarker()) {
                applied.add(row.version().get());
                compare(row, row.version().get(), head);
            }
        }
        Optional<Version> current = newest(rows);
        for (Migration migration : catalog.versioned()) {
            Version version = migration.version().orElseThrow();
            if (applied.contains(version) || !isNewer(version, baseline) || target.filter(version::isNewerThan).isPresent()) {
                continue;
            }
            if (isNewer(version, current)) {
                pending.add(migration);
            } else {
                divergences.add(migration.script() + " was never applied, but the newer V" + current.orElseThrow()
                        + " was. Give it a version above the catalog's head, V" + head.orElseThrow() + ", and release that.");
            }
        }
    }

    private void compare(AppliedMigration row, Version version, Optional<Version> head) {
        Optional<Migration> known = catalog.find(version);
        if (row.isBaseline() && !row.success()) {
            divergences.add(Comparison.failed(row));
        } else if (known.isEmpty()) {
            if (isNewer(version, head)) {
                ahead.add(row.name());
            } else {
                divergences.add(row.script() + " was applied, but is not in the catalog. Put the script back.");
            }
        } else if (!row.isScript()) {
            divergences.add(Comparison.otherType(row));
        } else if (!row.success()) {
            divergences.add(Comparison.failed(row));
        } else if (isNewer(version, baseline)) {
            compare(row, known.get());
        }
    }

    /** A row without a checksum, which somebody wrote by hand, goes with any text, as with Flyway. */
    private void compare(AppliedMigration row, Migration migration) {
        if (row.checksum().isPresent() && row.checksum().get() != migration.rawChecksum()) {
            divergences.add(migration.script() + " was changed after it had been applied (checksum " + migration.rawChecksum()
                    + " in the catalog, " + row.checksum().get() + " in the history). "
                    + "Put the old text back and make the change in a new migration.");
        } else if (!row.description().equals(migration.descriptionInHistory())) {
            divergences.add(migration.script() + " was applied under the description \"" + row.description()
                    + "\". Give the file its old name back.");
        }
    }

    private static boolean isNewer(Version version, Optional<Version> other) {
        return other.isEmpty() || version.isNewerThan(other.get());
    }

    static Optional<Version> newest(List<AppliedMigration> rows) {
        return rows.stream().flatMap(row -> row.version().stream()).max(Comparator.naturalOrder());
    }
}
