package digital.market.migrator.migration;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The history of one target, as {@code flyway_schema_history} tells it.
 *
 * @param exists   whether there is a history table
 * @param rows     its rows by rank
 * @param user     the role that read it, which is the one that will write it
 * @param database the database's name, as it calls itself
 */
record History(boolean exists, List<AppliedMigration> rows, String user, String database) {

    /** The newest version that was applied, if any. */
    Optional<Version> current() {
        return Deletions.in(rows).left().stream()
                .filter(row -> row.success() && (row.isScript() || row.isBaseline()))
                .flatMap(row -> row.version().stream())
                .max(Comparator.naturalOrder());
    }

    /** Whether some text of this repeatable was the last to be applied under its name. */
    boolean holds(Migration repeatable) {
        return Deletions.in(rows).left().stream()
                .filter(row -> row.version().isEmpty() && row.description().equals(repeatable.descriptionInHistory()))
                .reduce((earlier, later) -> later)
                .filter(row -> row.success() && row.isScript()).isPresent();
    }

    /** This history without these rows. */
    History without(Set<AppliedMigration> gone) {
        return new History(exists, rows.stream().filter(row -> !gone.contains(row)).toList(), user, database);
    }
}
