package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import digital.market.migrator.database.CommitException;
import digital.market.migrator.database.Session;
import digital.market.migrator.migration.Mend.DropIndex;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.RepairReport;
import digital.market.migrator.report.RepairReport.Item;
import digital.market.migrator.report.Unanswered;

/** Says what is wrong with a history and with the indexes beside it, and mends what can be mended if it is told to. */
public final class Repair {

    private static final String NAME = "The repair";

    private final Run run;
    private final Supplier<Goal> goal;
    private Optional<RepairPlan> unanswered = Optional.empty();
    private Optional<RepairPlan> plan = Optional.empty();
    private Optional<String> migrator = Optional.empty();
    private boolean done;

    /**
     * A repair in this run.
     *
     * @param goal the catalog; asked for when the history has been read
     */
    public Repair(Run run, Supplier<Goal> goal) {
        this.run = run;
        this.goal = goal;
    }

    /**
     * Runs, and closes the session, whatever happens.
     *
     * @throws MigrationException that holds the report; with {@link Outcome#DIVERGED} if something is left to be mended
     */
    public RepairReport repair(Session session) {
        return run.over(session, this::explainAndMend, why -> report(Optional.of(why)));
    }

    private RepairReport explainAndMend(Session session) throws SQLException {
        if (run.settings().request().yes()) {
            session.acquire(run.lock(), run.settings().lockWait());
            mendAll(session);
        } else {
            plan = Optional.of(LockedTransactions.read(session, this::plan));
            migrator = plan.get().mends().isEmpty() ? Optional.empty() : run.lock().holder(session.connection());
        }
        refuseUnlessInOrder(plan.orElseThrow());
        return report(Optional.empty());
    }

    private void mendAll(Session session) throws SQLException {
        try {
            new RetriedTransaction(run, session, NAME).commit(() -> mend(session));
            done = true;
            unanswered = Optional.empty();
        } catch (CommitException e) {
            unanswered = plan.filter(ignored -> e.unanswered());
            throw new CommitFailure(run, e).of(NAME);
        }
    }

    /** What was found before its tables were locked may have changed since. */
    private void mend(Session session) throws SQLException {
        List<DropIndex> drops = drops(plan(session));
        for (DropIndex drop : drops) {
            drop.lockTable(session);
        }
        RepairPlan now = plan(session);
        plan = Optional.of(unanswered.filter(ignored -> now.mends().isEmpty()).orElse(now));
        HistoryChanges changes = new HistoryChanges(session, run.table(), run.settings().historyOwner());
        if (now.mends().size() > drops(now).size()) {
            changes.checkAllowed();
        }
        for (Mend mend : now.mends()) {
            mend.apply(changes);
        }
    }

    private RepairPlan plan(Session session) throws SQLException {
        History history = run.table().read(session);
        return RepairPlan.of(goal.get().catalog(), history, run.placeholders(history), InvalidIndex.in(run.settings().schema(), session));
    }

    private static List<DropIndex> drops(RepairPlan plan) {
        return plan.mends().stream().filter(DropIndex.class::isInstance).map(DropIndex.class::cast).toList();
    }

    private void refuseUnlessInOrder(RepairPlan found) {
        int toMend = done ? 0 : found.mends().size();
        if (toMend > 0) {
            throw new MigrationException(Failure.of(Outcome.DIVERGED, "repair can mend " + RepairReport.count(toMend) + " in "
                    + run.header().place() + ", and has changed nothing.")
                    .withAdvice("Run repair --yes to have done what is listed."), null);
        }
        if (!found.divergences().isEmpty()) {
            throw new MigrationException(Failure.of(Outcome.DIVERGED, "The history of " + run.header().place() + " is not in order: "
                    + RepairReport.count(found.divergences().size()) + " in it cannot be mended by repair.")
                    .withAdvice("What is marked with ! says what to do."), null);
        }
    }

    private RepairReport report(Optional<Failure> failure) {
        List<Item> mends = plan.stream().flatMap(found -> found.mends().stream()).map(Mend::item).toList();
        Stream<Item> atWork = migrator.stream().map(holder -> Item.of("Another migrator is at work: " + holder + ".",
                "What it is at may look as if it had stopped half-way: look again when it is through."));
        Stream<Item> byHand = plan.stream().flatMap(found -> found.byHand().stream());
        UnaryOperator<String> mask = run.settings().mask()::over;
        Unanswered unknown = new Unanswered(unanswered.stream().map(ignored -> NAME).toList());
        return new RepairReport(run.header(), mends.stream().map(item -> item.masked(mask)).toList(), done, unknown,
                Stream.concat(atWork, byHand).map(item -> item.masked(mask)).toList(), failure.map(unknown::tell));
    }
}
