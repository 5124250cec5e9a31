package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import digital.market.migrator.database.Session;
import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Ahead;
import digital.market.migrator.settings.Settings;

/** Brings one target to the goal: compare, lock, apply, verify, report. */
public final class Migrator {

    private final Run run;
    private final Settings settings;
    private final Supplier<Goal> goal;
    private final Progress progress = new Progress();
    private Optional<Version> from = Optional.empty();
    private List<Difference> drift = List.of();

    /**
     * A migrator for this run.
     *
     * @param goal what is to be reached; asked for when the history has been read
     */
    public Migrator(Run run, Supplier<Goal> goal) {
        this.run = run;
        this.settings = run.settings();
        this.goal = goal;
    }

    /**
     * Runs, and closes the session, whatever happens.
     *
     * @throws MigrationException that holds the report of what was done before the run failed
     */
    public MigrationReport migrate(Session session) {
        return run.over(session, this::compareAndApply, why -> {
            if (session.inCallersTransaction()) {
                progress.takeBack();
            }
            return report(reached(), List.of(), Optional.of(why));
        });
    }

    private MigrationReport compareAndApply(Session session) throws SQLException {
        History history = run.table().read(session);
        from = history.current();
        Comparison comparison = compare(history);
        if (comparison.callsForWork()) {
            session.acquire(run.table().lock(), settings.lockWait());
            history = run.table().read(session);
            from = history.current();
            comparison = compare(history);
            if (comparison.callsForWork()) {
                Expectation expectation = Expectation.ofMigrate(settings, goal.get(), session);
                apply(session, history, comparison.pending());
                history = run.table().read(session);
                verify(compare(history));
                drift = expectation.differences(session);
                expectation.judge(drift);
            }
        }
        return report(history.current(), comparison.ahead(), Optional.empty());
    }

    /** Compares, and goes on only if going on is safe. */
    private Comparison compare(History history) {
        Comparison comparison =
                Comparison.of(goal.get().catalog(), history, run.placeholders(history), goal.get().target()).intact();
        if (!comparison.ahead().isEmpty() && settings.ahead() == Ahead.FAIL) {
            throw new MigrationException(Failure.of(Outcome.AHEAD, "The database is ahead of this image, which does not know "
                    + String.join(", ", comparison.ahead()) + ".")
                    .withAdvice("Deploy the newer image, or set MIGRATOR_AHEAD=ignore to let an older one start."), null);
        }
        return comparison;
    }

    private void apply(Session session, History history, List<Migration> pending) throws SQLException {
        Placeholders placeholders = run.placeholders(history);
        List<String> problems = pending.stream().flatMap(migration -> ScriptRules.problems(migration, placeholders).stream()).toList();
        if (!problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
        }
        if (session.inCallersTransaction()) {
            checkForCallersTransaction(pending, placeholders);
        }
        new Preflight(settings, run.where()).check(session, history);
        new Engine(settings, goal.get().catalog(), run.cancellation()).apply(session, placeholders, progress);
    }

    private static void checkForCallersTransaction(List<Migration> pending, Placeholders placeholders) {
        List<String> problems = pending.stream()
                .filter(migration -> !ScriptRules.runsInTransaction(migration, placeholders)
                        || ScriptRules.sessionChanges(migration, placeholders).everything())
                .map(migration -> migration.script() + " cannot run inside the caller's transaction. Run it by itself, "
                        + "on a connection in auto-commit.")
                .toList();
        if (!problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
        }
    }

    /**
     * What was just applied has to be there: trust, but look. A repeatable that holds the time is another one by now, and
     * pending in every run, as with Flyway.
     */
    private void verify(Comparison after) {
        Set<String> applied = progress.applied().stream().map(MigrationReport.Applied::script).collect(Collectors.toSet());
        after.pending().stream()
                .filter(pending -> pending.kind() != Kind.REPEATABLE || !applied.contains(pending.script()))
                .findFirst()
                .ifPresent(pending -> {
                    throw new MigrationException(Outcome.UNEXPECTED, "Flyway ended without an error, but " + pending
                            + " is still pending. Please report this as a bug.");
                });
    }

    /** The version that a run which failed has left the database at. */
    private Optional<Version> reached() {
        return progress.applied().stream().flatMap(done -> done.version().stream()).map(Version::of).reduce((a, b) -> b).or(() -> from);
    }

    private MigrationReport report(Optional<Version> to, List<String> ahead, Optional<Failure> failure) {
        return new MigrationReport(run.header(), from.map(Version::text), to.map(Version::text), progress.applied(), ahead, drift, failure);
    }
}
