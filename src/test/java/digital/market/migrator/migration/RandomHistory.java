package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Histories that may have come from a catalog, and what may have happened to them since. */
final class RandomHistory {

    private static final int ANOTHER_CHECKSUM = 4711;

    private final Catalog catalog;

    RandomHistory(Catalog catalog) {
        this.catalog = catalog;
    }

    /** The beginning of what this catalog writes, with up to four changes. */
    Arbitrary<List<AppliedMigration>> damaged() {
        List<AppliedMigration> whole = new ArrayList<>();
        catalog.versioned().forEach(migration -> whole.add(row(migration)));
        catalog.repeatables().forEach(migration -> whole.add(row(migration)));
        Arbitrary<List<AppliedMigration>> beginning = Arbitraries.integers().between(0, whole.size())
                .map(length -> List.copyOf(whole.subList(0, length)));
        return Combinators.combine(beginning, change().list().ofMaxSize(4))
                .as((rows, changes) -> {
                    List<AppliedMigration> changed = new ArrayList<>(rows);
                    changes.forEach(change -> change.applyTo(changed));
                    return ranked(changed);
                });
    }

    /** What happened to a history, at a place counted round its rows. */
    private record Change(Kind kind, int place, AppliedMigration other) {

        enum Kind {
            REMOVE, INSERT, APPEND, FAIL, CHECKSUM, NO_CHECKSUM, DESCRIPTION, TYPE, MOVE_TO_END, DELETION, DELETION_OF_IT, SCHEMA
        }

        void applyTo(List<AppliedMigration> rows) {
            int at = rows.isEmpty() ? 0 : place % rows.size();
            boolean created = rows.stream().anyMatch(AppliedMigration::isSchemaMarker);
            switch (kind) {
                case INSERT -> rows.add(created ? at + 1 : at, other);
                case APPEND -> rows.add(other);
                case DELETION -> rows.add(deletionOf(other));
                case SCHEMA -> rows.addAll(0, created ? List.of() : List.of( new AppliedMigration(0, Optional.empty(), "<< Flyway Schema Creation >>", "SCHEMA",
                        "\"public\"", Optional.empty(), true)));
                default -> {
                    // Flyway writes the row of the schema first, once, and as a success.
                    if (!rows.isEmpty() && !rows.get(at).isSchemaMarker()) {
                        applyTo(rows, at, rows.remove(at));
                    }
                }
            }
        }

        private void applyTo(List<AppliedMigration> rows, int at, AppliedMigration row) {
            switch (kind) {
                case REMOVE -> { }
                case MOVE_TO_END -> rows.add(row);
                case FAIL -> rows.add(at, with(row, row.description(), row.type(), row.checksum(), false));
                case CHECKSUM -> rows.add(at, with(row, row.description(), row.type(), Optional.of(ANOTHER_CHECKSUM), row.success()));
                case NO_CHECKSUM -> rows.add(at, with(row, row.description(), row.type(), Optional.empty(), row.success()));
                case DESCRIPTION -> rows.add(at, with(row, "another", row.type(), row.checksum(), row.success()));
                case TYPE -> rows.add(at, with(row, row.description(), type(row, other.type()), row.checksum(), row.success()));
                case DELETION_OF_IT -> {
                    rows.add(at, row);
                    rows.add(deletionOf(row));
                }
                default -> throw new IllegalStateException(kind.toString());
            }
        }

        private static AppliedMigration deletionOf(AppliedMigration row) {
            return with(row, row.description(), "DELETE", row.checksum(), true);
        }
    }

    private Arbitrary<Change> change() {
        Arbitrary<Change.Kind> kinds = Arbitraries.of(Change.Kind.values());
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 20), rows()).as(Change::new);
    }

    /** Rows of the catalog's and of other versions and names, of all types. */
    private Arbitrary<AppliedMigration> rows() {
        Arbitrary<AppliedMigration> known = Arbitraries.of(catalog.versioned()).map(RandomHistory::row);
        Arbitrary<AppliedMigration> repeatable = Arbitraries.of(catalog.repeatables()).map(RandomHistory::row);
        Arbitrary<AppliedMigration> unknown = Arbitraries.of("0.5", "1.5", "2.0", "7", "9").map(version -> new AppliedMigration(0,
                Optional.of(Version.of(version)), "gone", "SQL", "V" + version + "__gone.sql", Optional.of(ANOTHER_CHECKSUM), true));
        Arbitrary<AppliedMigration> gone = Arbitraries.of("gone", "also gone").map(name -> new AppliedMigration(0, Optional.empty(),
                name, "SQL", "R__" + name.replace(' ', '_') + ".sql", Optional.of(ANOTHER_CHECKSUM), true));
        Arbitrary<String> types = Arbitraries.of("SQL", "SQL", "SQL", "SQL", "SQL", "SQL", "BASELINE", "BASELINE", "JDBC", "SQL_BASELINE");
        return Combinators.combine(Arbitraries.oneOf(known, repeatable, unknown, gone), types)
                .as((row, type) -> with(row, row.description(), type(row, type), row.checksum(), row.success()));
    }

    /** Only what has a version is a baseline. */
    private static String type(AppliedMigration row, String type) {
        return row.version().isEmpty() && type.endsWith("BASELINE") ? "SQL" : type;
    }

    private static AppliedMigration row(Migration migration) {
        return new AppliedMigration(0, migration.version(), migration.descriptionInHistory(), "SQL", migration.script(),
                Optional.of(migration.checksum(Scripts.NONE)), true);
    }

    private static AppliedMigration with(AppliedMigration row, String description, String type, Optional<Integer> checksum, boolean success) {
        return new AppliedMigration(0, row.version(), description, type, row.script(), checksum, success);
    }

    private static List<AppliedMigration> ranked(List<AppliedMigration> rows) {
        List<AppliedMigration> ranked = new ArrayList<>();
        int first = !rows.isEmpty() && rows.get(0).isSchemaMarker() ? 0 : 1;
        for (AppliedMigration row : rows) {
            ranked.add(new AppliedMigration(first + ranked.size(), row.version(), row.description(), row.type(), row.script(),
                    row.checksum(), row.success()));
        }
        return ranked;
    }
}
