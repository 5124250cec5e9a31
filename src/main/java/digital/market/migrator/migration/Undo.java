package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import digital.market.migrator.database.Session;
import digital.market.migrator.migration.UndoPlan.Step;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport.Applied;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.UndoReport;
import digital.market.migrator.settings.Settings;

/** Takes versions back by their {@code U} scripts, the newest first, down to the one that stays. */
public final class Undo {

    private final Run run;
    private final Supplier<Goal> goal;
    private final Version target;
    private final List<Applied> undone = new ArrayList<>();
    private final Set<AppliedMigration> gone = new HashSet<>();
    private Optional<History> before = Optional.empty();

    /**
     * An undo in this run.
     *
     * @param goal   the catalog; asked for when the history has been read
     * @param target the version that stays
     */
    public Undo(Run run, Supplier<Goal> goal, Version target) {
        this.run = run;
        this.goal = goal;
        this.target = target;
    }

    /**
     * The version that the settings say stays.
     *
     * @throws MigrationException with {@link Outcome#USAGE} if they do not say, with {@link Outcome#CONFIGURATION} if it is none
     */
    public static Version target(Settings settings) {
        String to = settings.to().orElseThrow(() -> new MigrationException(Outcome.USAGE,
                "undo has to be told how far it goes: --to names the version that stays, and --to 0 takes everything back."));
        try {
            return Version.of(to);
        } catch (IllegalArgumentException e) {
            throw new MigrationException(Outcome.CONFIGURATION, "MIGRATOR_TO (--to): " + e.getMessage() + ".", e);
        }
    }

    /**
     * Runs, and closes the session, whatever happens.
     *
     * @throws MigrationException that holds the report of what was taken back before the run failed
     */
    public UndoReport undo(Session session) {
        return run.over(session, this::takeBack, why -> report(Optional.of(why)));
    }

    private UndoReport takeBack(Session session) throws SQLException {
        session.acquire(run.lock(), run.settings().lockWait());
        History history = run.table().read(session);
        before = before.or(() -> Optional.of(history));
        Placeholders placeholders = run.placeholders(history);
        List<Step> steps = UndoPlan.steps(goal.get().catalog(), history, placeholders, target);
        HistoryChanges changes = new HistoryChanges(session, run.table());
        if (!steps.isEmpty()) {
            changes.checkAllowed();
        }
        UndoScripts scripts = new UndoScripts(run, session, Revisions.of(goal.get().catalog()), placeholders, changes);
        for (Step step : steps) {
            takeBack(step, scripts);
        }
        return report(Optional.empty());
    }

    private void takeBack(Step step, UndoScripts scripts) {
        long began = System.nanoTime();
        try {
            scripts.takeBack(step);
        } catch (MigrationException e) {
            if (e.outcome() == Outcome.HALF_WAY) {
                gone.addAll(step.rowsOfVersion());
            }
            throw e;
        }
        gone.addAll(step.rows());
        Migration script = step.script();
        undone.add(new Applied(script.script(), script.version().map(Version::text), script.description(),
                Duration.ofNanos(System.nanoTime() - began)));
    }

    private UndoReport report(Optional<Failure> failure) {
        List<String> again = gone.stream().filter(row -> row.version().isEmpty()).map(AppliedMigration::script).distinct().sorted().toList();
        Optional<Version> from = before.flatMap(History::current);
        return new UndoReport(run.header(), from.map(Version::text), before.flatMap(history -> history.without(gone).current()).map(Version::text),
                undone, again, failure);
    }
}
