package digital.market.migrator.migration;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import digital.market.migrator.report.StatusReport.State;

/** The versioned half of a {@link Comparison}. */
record Versions(Catalog catalog, List<AppliedMigration> rows, Optional<Version> baseline, Optional<Version> target,
                Findings findings) {

    void compare() {
        Optional<Version> head = catalog.head();
        Set<Version> applied = new HashSet<>();
        for (AppliedMigration row : rows) {
            if (row.version().isPresent() && !row.isMarker()) {
                applied.add(row.version().get());
                compare(row, row.version().get(), head);
            } else if (row.isBaseline()) {
                findings.applied(row);
            }
        }
        Optional<Version> current = newest(rows);
        for (Migration migration : catalog.versioned()) {
            Version version = migration.version().orElseThrow();
            if (applied.contains(version) || target.filter(version::isNewerThan).isPresent()) {
                continue;
            }
            if (!isNewer(version, baseline)) {
                findings.covered(migration);
            } else if (isNewer(version, current)) {
                findings.pending(migration);
            } else {
                findings.late(migration, migration.script() + " was never applied, but the newer V" + current.orElseThrow()
                        + " was. Give it a version above the catalog's head, V" + head.orElseThrow() + ", and release that.");
            }
        }
    }

    private void compare(AppliedMigration row, Version version, Optional<Version> head) {
        Optional<Migration> known = catalog.find(version);
        if (row.isBaseline() && !row.success()) {
            findings.diverged(State.FAILED, row, Comparison.failed(row));
        } else if (known.isEmpty()) {
            if (isNewer(version, head)) {
                findings.ahead(row);
            } else {
                findings.diverged(State.MISSING, row, row.script() + " was applied, but is not in the catalog. Put the script back.");
            }
        } else if (!row.isScript()) {
            findings.diverged(State.CHANGED, row, Comparison.otherType(row));
        } else if (!row.success()) {
            findings.diverged(State.FAILED, row, Comparison.failed(row));
        } else if (isNewer(version, baseline)) {
            compare(row, known.get());
        } else {
            findings.applied(row);
        }
    }

    /** A row without a checksum, which somebody wrote by hand, goes with any text, as with Flyway. */
    private void compare(AppliedMigration row, Migration migration) {
        if (row.checksum().isPresent() && row.checksum().get() != migration.rawChecksum()) {
            findings.diverged(State.CHANGED, row, migration.script() + " was changed after it had been applied (checksum " + migration.rawChecksum()
                    + " in the catalog, " + row.checksum().get() + " in the history). "
                    + "Put the old text back and make the change in a new migration.");
        } else if (!row.description().equals(migration.descriptionInHistory())) {
            findings.diverged(State.CHANGED, row, migration.script() + " was applied under the description \"" + row.description()
                    + "\". Give the file its old name back.");
        } else {
            findings.applied(row);
        }
    }

    private static boolean isNewer(Version version, Optional<Version> other) {
        return other.isEmpty() || version.isNewerThan(other.get());
    }

    static Optional<Version> newest(List<AppliedMigration> rows) {
        return rows.stream().flatMap(row -> row.version().stream()).max(Comparator.naturalOrder());
    }
}
