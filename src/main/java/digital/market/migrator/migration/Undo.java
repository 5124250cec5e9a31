package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import digital.market.migrator.database.Session;
import digital.market.migrator.migration.UndoPlan.Step;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport.Applied;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Unanswered;
import digital.market.migrator.report.UndoReport;
import digital.market.migrator.settings.Settings;

/** Takes versions back by their {@code U} scripts, the newest first, down to the one that stays. */
public final class Undo {

    private final Run run;
    private final Supplier<Goal> goal;
    private final Version target;
    private final List<Applied> undone = new ArrayList<>();
    private final Set<AppliedMigration> gone = new HashSet<>();
    private final Set<String> again = new TreeSet<>();
    private Optional<Version> from = Optional.empty();
    private Optional<History> read = Optional.empty();
    private Optional<Unsettled> unsettled = Optional.empty();

    /** A step whose COMMIT had no answer. */
    private record Unsettled(Step step, Applied script) {
    }

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
        goOnFrom(history);
        Placeholders placeholders = run.placeholders(history);
        List<Step> steps = UndoPlan.steps(goal.get().catalog(), history, placeholders, target);
        HistoryChanges changes = new HistoryChanges(session, run.table(), run.settings().historyOwner());
        if (!steps.isEmpty()) {
            changes.checkAllowed();
        }
        UndoScripts scripts = new UndoScripts(run, session, Revisions.of(goal.get().catalog()), placeholders, changes);
        for (Step step : steps) {
            takeBack(step, scripts);
        }
        return report(Optional.empty());
    }

    /** Where a session was lost, the run began with what the first one found, and goes on from what this one finds. */
    private void goOnFrom(History history) {
        if (read.isEmpty()) {
            from = history.current();
        }
        unsettled.filter(last -> Collections.disjoint(history.rows(), last.step().rows())).ifPresent(this::takenBack);
        unsettled = Optional.empty();
        read = Optional.of(history);
        gone.clear();
    }

    private void takeBack(Step step, UndoScripts scripts) throws SQLException {
        long began = System.nanoTime();
        Optional<MigrationException> failure = Optional.empty();
        try {
            scripts.takeBack(step);
        } catch (MigrationException e) {
            failure = Optional.of(e);
        }
        Migration script = step.script();
        Unsettled done = new Unsettled(step, new Applied(script.script(), script.version().map(Version::text), script.description(),
                Duration.ofNanos(System.nanoTime() - began)));
        if (failure.isEmpty()) {
            takenBack(done);
            return;
        }
        if (failure.get().outcome() == Outcome.HALF_WAY) {
            gone.addAll(step.rowsOfVersion());
        }
        if (CommitFailure.isUnanswered(failure.get())) {
            unsettled = Optional.of(done);
        }
        throw failure.get();
    }

    private void takenBack(Unsettled done) {
        undone.add(done.script());
        gone.addAll(done.step().rows());
        done.step().rows().stream().filter(row -> row.version().isEmpty()).map(AppliedMigration::script).forEach(again::add);
    }

    private UndoReport report(Optional<Failure> failure) {
        Unanswered unanswered = new Unanswered(unsettled.stream().map(last -> last.script().script()).toList());
        Optional<Version> to = read.filter(history -> unsettled.isEmpty()).flatMap(history -> history.without(gone).current());
        return new UndoReport(run.header(), from.map(Version::text), to.map(Version::text), undone, unanswered, List.copyOf(again),
                failure.map(unanswered::tell));
    }
}
