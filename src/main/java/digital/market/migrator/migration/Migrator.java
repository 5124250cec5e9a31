package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.report.Adopted;
import digital.market.migrator.report.AdoptionReport;
import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Unanswered;
import digital.market.migrator.settings.Adopt;
import digital.market.migrator.settings.Settings;

/** Brings one target to the goal: compare, lock, apply, verify, report. */
public final class Migrator {

    private final Run run;
    private final Settings settings;
    private final Supplier<Goal> goal;
    private final Progress progress = new Progress();
    private Optional<Version> from = Optional.empty();
    private Optional<List<Difference>> drift = Optional.empty();

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
        return run.over(session, this::compareAndApply, why -> failed(session, why));
    }

    /**
     * Takes over a schema that Alembic or {@code create_all} made, and closes the session, whatever happens.
     *
     * @throws MigrationException that holds the report if it could not be done; then nothing of it is
     */
    public AdoptionReport adopt(Session session) {
        return run.over(session, this::adoptWhatHasNoHistory, why -> new AdoptionReport(failed(session, why)));
    }

    private MigrationReport compareAndApply(Session session) throws SQLException {
        progress.again();
        History history = read(session, false);
        boolean locked = isSomebodyAtWork(session, history) && !session.settle();
        if (locked) {
            session.acquire(run.lock(), settings.lockWait());
            history = read(session, true);
        }
        Comparison comparison = compare(history);
        if (comparison.callsForWork() && session.settle()) {
            applyByTransactions(session);
            history = run.table().read(session);
            comparison = compare(history);
        } else if (!comparison.callsForWork()) {
            compareSchemaAfterLoss(session);
        } else {
            if (!locked) {
                session.acquire(run.lock(), settings.lockWait());
                history = read(session, true);
                comparison = compare(history);
            }
            if (comparison.callsForWork()) {
                Expectation expectation = Expectation.ofMigrate(settings, goal.get(), session);
                adoptOrApply(session, history, goal.get().catalog(), comparison.pending());
                history = run.table().read(session);
                verify(compare(history));
                drift = expectation.differences(session);
                drift.ifPresent(expectation::judge);
            }
        }
        return report(history.current(), comparison.ahead(), Optional.empty());
    }

    /** All was applied over a session before, which was lost. */
    private void compareSchemaAfterLoss(Session session) throws SQLException {
        if (progress.hasDoneSomething() && drift.isEmpty()) {
            Expectation expectation = Expectation.ofMigrate(settings, goal.get(), session);
            drift = LockedTransactions.read(session, expectation::differences);
            drift.ifPresent(expectation::judge);
        }
    }

    /** Where a session was lost and another one goes on, the run began where the first one was. */
    private History read(Session session, boolean locked) throws SQLException {
        History history = run.table().read(session);
        progress.learn(history, locked);
        if (!progress.hasDoneSomething()) {
            from = history.current();
        }
        return history;
    }

    /** Behind a pooler that gives each transaction another session: one for each migration. */
    private void applyByTransactions(Session session) throws SQLException {
        Expectation expectation = Expectation.ofMigrate(settings, goal.get(), session);
        LockedTransactions transactions = LockedTransactions.of(run, session, goal.get().catalog());
        boolean more = true;
        while (more) {
            boolean first = !progress.hasDoneSomething();
            more = transactions.commit(() -> progress.latest().map(Migration::script).orElse("The history"),
                    transaction -> applyNext(transaction, first), progress);
        }
        if (progress.hasDoneSomething()) {
            verify(compare(run.table().read(session)));
            drift = LockedTransactions.read(session, expectation::differences);
            drift.ifPresent(expectation::judge);
        }
    }

    /** Applies the first of what is pending, or adopts, which is one transaction with all of it. Gives whether there may be more. */
    private boolean applyNext(Session transaction, boolean first) throws SQLException {
        History history = read(transaction, true);
        progress.opens();
        Comparison comparison = compare(history);
        Set<String> applied = applied();
        Optional<Migration> next = comparison.pending().stream().filter(pending -> !applied.contains(pending.script())).findFirst();
        if (!comparison.callsForWork() || next.isEmpty()) {
            return false;
        }
        Catalog catalog = goal.get().catalog().upTo(next.get(), goal.get().target());
        adoptOrApply(transaction, history, catalog, first ? comparison.pending() : List.of(next.get()));
        return progress.adopted().isEmpty();
    }

    private AdoptionReport adoptWhatHasNoHistory(Session session) throws SQLException {
        progress.again();
        History history = read(session, false);
        if (history.rows().isEmpty() && session.settle()) {
            history = LockedTransactions.of(run, session, goal.get().catalog()).commit(() -> "The adoption",
                    transaction -> adoptWhatHasNoHistory(transaction, read(transaction, true)), progress);
        } else if (history.rows().isEmpty()) {
            session.acquire(run.lock(), settings.lockWait());
            history = adoptWhatHasNoHistory(session, read(session, true));
        } else {
            history = adoptWhatHasNoHistory(session, history);
        }
        return new AdoptionReport(report(history.current(), List.of(), Optional.empty()));
    }

    private History adoptWhatHasNoHistory(Session session, History history) throws SQLException {
        if (progress.adopted().isPresent()) {
            return history; // by this run, which lost the answer
        }
        progress.opens();
        if (!history.rows().isEmpty()) {
            Origin.refuseContradiction(run, goal.get(), history);
            return history;
        }
        new Preflight(settings, run.where()).checkForAdoption(session, history);
        adopt(session, Origin.find(run, goal.get(), session));
        History now = run.table().read(session);
        verify(compare(now));
        return now;
    }

    /** What Alembic has migrated so far is taken over; a look for it costs one query, where there is no history. */
    private void adoptOrApply(Session session, History history, Catalog catalog, List<Migration> pending) throws SQLException {
        Optional<AlembicVersion> alembic = history.rows().isEmpty() ? AlembicVersion.find(session, settings.schema()) : Optional.empty();
        if (alembic.isEmpty()) {
            apply(session, history, catalog, pending);
        } else if (settings.adopt() == Adopt.AUTO) {
            adopt(session, new Origin(alembic, Optional.empty()));
        } else {
            throw new MigrationException(Failure.of(Outcome.DIVERGED, "Alembic has migrated the schema " + Sql.identifier(settings.schema()) + " of "
                    + run.where() + " so far, as its " + AlembicVersion.NAME + " says, and MIGRATOR_ADOPT is never.")
                    .withAdvice("Take it over with the command adopt, or let MIGRATOR_ADOPT=auto do it."), null);
        }
    }

    private void adopt(Session session, Origin origin) throws SQLException {
        Adoption adoption = new Adoption(run, goal.get(), progress);
        try {
            adoption.adopt(session, origin);
        } finally {
            drift = adoption.drift();
        }
    }

    /**
     * Whether a row that says of a script that it stopped half-way may be written by somebody who is at it now: an undo, or
     * an offline script, says so beforehand.
     */
    private boolean isSomebodyAtWork(Session session, History history) throws SQLException {
        return history.rows().stream().anyMatch(row -> !row.success())
                && !examine(history).divergences().isEmpty()
                && run.lock().holder(session.connection()).isPresent();
    }

    private Comparison examine(History history) {
        return Comparison.of(goal.get().catalog(), history, run.placeholders(history), goal.get().target());
    }

    /** Compares, and goes on only if going on is safe. */
    private Comparison compare(History history) {
        Comparison comparison = examine(history).intact(settings.repairLine());
        comparison.refuse(settings.ahead());
        return comparison;
    }

    private void apply(Session session, History history, Catalog catalog, List<Migration> pending) throws SQLException {
        Placeholders placeholders = run.placeholders(history);
        List<String> problems = pending.stream().flatMap(migration -> ScriptRules.problems(migration, placeholders).stream()).toList();
        if (!problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
        }
        if (session.inCallersTransaction()) {
            ScriptRules.checkForTransaction(session, pending, placeholders);
        }
        new Preflight(settings, run.where()).check(session, history);
        new Engine(settings, catalog, run.cancellation()).apply(session, placeholders, progress);
    }

    /**
     * What was just applied has to be there: trust, but look. A repeatable that holds the time is another one by now, and
     * pending in every run, as with Flyway.
     */
    private void verify(Comparison after) {
        Set<String> applied = applied();
        after.pending().stream()
                .filter(pending -> pending.kind() != Kind.REPEATABLE || !applied.contains(pending.script()))
                .findFirst()
                .ifPresent(pending -> {
                    throw new MigrationException(Outcome.UNEXPECTED, "Flyway ended without an error, but " + pending
                            + " is still pending. Please report this as a bug.");
                });
    }

    /** The scripts that this run has applied. */
    private Set<String> applied() {
        return progress.applied().stream().map(MigrationReport.Applied::script).collect(Collectors.toSet());
    }

    private MigrationReport failed(Session session, Failure why) {
        if (session.inCallersTransaction()) {
            progress.takeBack();
        }
        return report(reached(), List.of(), Optional.of(why));
    }

    /** The version that a run which failed has left the database at. */
    private Optional<Version> reached() {
        return progress.applied().stream().flatMap(done -> done.version().stream()).map(Version::of).reduce((a, b) -> b).or(this::began);
    }

    /** The version before the run, or the one that it found where there was no history. */
    private Optional<Version> began() {
        return progress.adopted().isEmpty() ? from
                : progress.adopted().get().scripts().stream().map(Adopted.Script::version).reduce((older, newer) -> newer).map(Version::of);
    }

    private MigrationReport report(Optional<Version> to, List<String> ahead, Optional<Failure> failure) {
        Unanswered unanswered = new Unanswered(progress.unanswered());
        return new MigrationReport(run.header(), began().map(Version::text), to.filter(ignored -> !progress.isUnanswered()).map(Version::text), progress.adopted(), progress.applied(), unanswered,
                progress.dropped(), ahead, drift, failure.map(unanswered::tell));
    }
}
