package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import digital.market.migrator.report.StatusReport.Entry;
import digital.market.migrator.report.StatusReport.Installed;
import digital.market.migrator.report.StatusReport.State;

/** The state of every migration, as the comparison that {@code migrate} makes finds it. */
final class States implements Findings {

    /** A state, and what it is the state of: a row, a migration, or a migration with its row. */
    private record Found(State state, Optional<AppliedMigration> row, Optional<Migration> migration) {

        private Optional<Version> version() {
            return migration.map(Migration::version).orElseGet(() -> row.flatMap(AppliedMigration::version));
        }

        private String description() {
            return migration.map(Migration::descriptionInHistory).orElseGet(() -> row.orElseThrow().description());
        }

        private String script() {
            return migration.map(Migration::script).orElseGet(() -> row.orElseThrow().script());
        }

        private int rank() {
            return row.map(AppliedMigration::rank).orElse(Integer.MAX_VALUE);
        }
    }

    private static final Comparator<Found> ORDER = Comparator
            .comparing(Found::version, Comparator.comparing((Optional<Version> version) -> version.isEmpty())
                    .thenComparing(version -> version.orElse(Version.of("0"))))
            .thenComparing(found -> found.version().isPresent() ? "" : found.description())
            .thenComparing(Found::rank);

    private final Catalog catalog;
    private final History history;
    private final List<Found> found = new ArrayList<>();
    private final Set<AppliedMigration> told = new HashSet<>();
    private final Map<Version, AppliedMigration> baselines = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private States(Catalog catalog, History history) {
        this.catalog = catalog;
        this.history = history;
    }

    /** How this history stands to the catalog. */
    static States of(Catalog catalog, History history, Placeholders placeholders) {
        States states = new States(catalog, history);
        Comparison.examine(catalog, history, placeholders, Optional.empty(), states);
        return states;
    }

    /** All migrations in order, with what is known of their rows by rank. */
    List<Entry> entries(Map<Integer, Installed> installed) {
        return found.stream().sorted(ORDER)
                .map(one -> new Entry(one.state(), one.version().map(Version::text), one.description(), one.script(),
                        one.row().flatMap(row -> Optional.ofNullable(installed.get(row.rank())))))
                .toList();
    }

    /** Whether a migration is there that seems to have stopped half-way. */
    boolean hasFailed() {
        return found.stream().anyMatch(one -> one.state() == State.FAILED);
    }

    /** A sentence for each thing for which {@code migrate} would refuse to run. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** A baseline stands for the migration of its version, if there is one. */
    @Override
    public void applied(AppliedMigration row) {
        if (row.isMarker() && row.version().flatMap(catalog::find).isPresent()) {
            baselines.put(row.version().get(), row);
        } else {
            add(State.APPLIED, row);
        }
    }

    @Override
    public void covered(Migration migration) {
        found.add(new Found(State.APPLIED, migration.version().map(baselines::get), Optional.of(migration)));
    }

    @Override
    public void pending(Migration migration) {
        found.add(new Found(State.PENDING, Optional.empty(), Optional.of(migration)));
    }

    @Override
    public void ahead(AppliedMigration row) {
        add(State.AHEAD, row);
    }

    /** What Flyway's undo took back is the row before its own. */
    @Override
    public void diverged(State state, AppliedMigration row, String sentence) {
        problems.add(sentence);
        if (state == State.UNDONE) {
            told.add(row);
            add(state, Deletions.undoneBy(row, history.rows()).orElse(row));
        } else {
            add(state, row);
        }
    }

    @Override
    public void late(Migration migration, String sentence) {
        problems.add(sentence);
        found.add(new Found(State.LATE, Optional.empty(), Optional.of(migration)));
    }

    /** What is told of first counts: what is wrong with a row is told of before the rest. */
    private void add(State state, AppliedMigration row) {
        if (told.add(row)) {
            found.add(new Found(state, Optional.of(row), Optional.empty()));
        }
    }
}
