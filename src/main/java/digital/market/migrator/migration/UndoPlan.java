package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/** Finds what has to be taken back, and whether it can be. */
final class UndoPlan {

    /** What stays if everything is taken back. */
    private static final Version NOTHING = Version.of("0");

    /**
     * One version to be taken back.
     *
     * @param script what takes it back
     * @param rows   what goes from the history with it: the version's own row, and all rows of repeatables that were applied
     *               after it. Those may stand on what the script takes away, so that the next migrate has to apply them again
     * @param last   whether no version is left behind it
     */
    record Step(Migration script, List<AppliedMigration> rows, boolean last) {

        List<AppliedMigration> rowsOfVersion() {
            return rows.stream().filter(row -> row.version().isPresent()).toList();
        }
    }

    private final Catalog catalog;
    private final History history;
    private final Placeholders placeholders;
    private final List<AppliedMigration> inForce;

    private UndoPlan(Catalog catalog, History history, Placeholders placeholders) {
        this.catalog = catalog;
        this.history = history;
        this.placeholders = placeholders;
        this.inForce = Deletions.in(history.rows()).left().stream().filter(row -> row.isScript() || row.isBaseline()).toList();
    }

    /**
     * The steps from what the history says down to this version, which stays; the newest version first.
     *
     * @throws MigrationException with {@link Outcome#DIVERGED} or {@link Outcome#AHEAD} if the history is not clean, with
     *                            {@link Outcome#CONFIGURATION} and all reasons at once if there is no way
     */
    static List<Step> steps(Catalog catalog, History history, Placeholders placeholders, Version target) {
        UndoPlan plan = new UndoPlan(catalog, history, placeholders);
        plan.refuseUnlessClean();
        plan.refuseUnlessReachable(target);
        NavigableMap<Version, List<AppliedMigration>> newestFirst = plan.above(target);
        plan.refuseUnlessScriptsAreGood(newestFirst);
        return plan.steps(newestFirst);
    }

    private void refuseUnlessClean() {
        Comparison comparison = Comparison.of(catalog, history, placeholders, Optional.empty()).intact(Optional.empty());
        if (!comparison.ahead().isEmpty()) {
            throw new MigrationException(Failure.of(Outcome.AHEAD, "The database is ahead of these scripts, which do not know "
                    + String.join(", ", comparison.ahead()) + " and so cannot take that back.")
                    .withAdvice("Run undo with the scripts that applied it."), null);
        }
    }

    private void refuseUnlessReachable(Version target) {
        boolean known = target.equals(NOTHING) || catalog.find(target).isPresent()
                || inForce.stream().anyMatch(row -> row.version().filter(target::equals).isPresent());
        if (!known) {
            throw new MigrationException(Outcome.CONFIGURATION, "MIGRATOR_TO (--to) is \"" + target + "\": neither the catalog nor the history "
                    + "has such a version. Name the one that is to stay, or 0 to take everything back.");
        }
        Versions.newest(inForce.stream().filter(AppliedMigration::isBaseline).toList())
                .filter(baseline -> baseline.isNewerThan(target))
                .ifPresent(baseline -> {
                    throw new MigrationException(Outcome.CONFIGURATION, "The history begins with a baseline at V" + baseline
                            + ": what lies below was not applied by a migrator, and cannot be taken back. Name V" + baseline
                            + ", or a newer version.");
                });
    }

    /** The rows of the versions to be taken back. */
    private NavigableMap<Version, List<AppliedMigration>> above(Version target) {
        NavigableMap<Version, List<AppliedMigration>> newestFirst = new TreeMap<>(Comparator.reverseOrder());
        inForce.stream().filter(AppliedMigration::isScript).forEach(row -> row.version().filter(version -> version.isNewerThan(target))
                .ifPresent(version -> newestFirst.computeIfAbsent(version, none -> new ArrayList<>()).add(row)));
        return newestFirst;
    }

    private void refuseUnlessScriptsAreGood(NavigableMap<Version, List<AppliedMigration>> newestFirst) {
        List<String> problems = new ArrayList<>();
        newestFirst.forEach((version, rows) -> catalog.findUndo(version).ifPresentOrElse(
                script -> problems.addAll(ScriptRules.problems(script, placeholders)),
                () -> problems.add(rows.get(0).script() + " cannot be taken back, because there is no U" + version
                        + "__….sql: write one, or go back no further.")));
        if (!problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
        }
    }

    private List<Step> steps(NavigableMap<Version, List<AppliedMigration>> newestFirst) {
        Set<AppliedMigration> gone = new HashSet<>();
        List<Step> steps = new ArrayList<>();
        newestFirst.forEach((version, ofVersion) -> {
            List<AppliedMigration> rows = new ArrayList<>(ofVersion);
            repeatablesAfter(ofVersion.get(0).rank()).stream().filter(row -> !gone.contains(row)).forEach(rows::add);
            gone.addAll(rows);
            boolean last = inForce.stream().allMatch(row -> row.version().isEmpty() || gone.contains(row));
            steps.add(new Step(catalog.findUndo(version).orElseThrow(), List.copyOf(rows), last));
        });
        return List.copyOf(steps);
    }

    /** All rows of the catalog's repeatables that were applied after this rank. An older row would make them count as applied. */
    private List<AppliedMigration> repeatablesAfter(int rank) {
        Set<String> known = catalog.repeatables().stream().map(Migration::descriptionInHistory).collect(Collectors.toSet());
        Set<String> after = history.rows().stream()
                .filter(row -> row.version().isEmpty() && row.rank() > rank && known.contains(row.description()))
                .map(AppliedMigration::description).collect(Collectors.toSet());
        return history.rows().stream().filter(row -> row.version().isEmpty() && after.contains(row.description())).toList();
    }
}
