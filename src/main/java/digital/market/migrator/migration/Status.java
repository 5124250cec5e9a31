package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import digital.market.migrator.database.Session;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.StatusReport;
import digital.market.migrator.report.StatusReport.Installed;
import digital.market.migrator.settings.Adopt;

/** Shows every migration of history and catalog with its state. It takes no lock and writes nothing. */
public final class Status {

    private final Run run;
    private final Supplier<Goal> goal;

    /**
     * The status of this run's target.
     *
     * @param goal the catalog; asked for when the history has been read
     */
    public Status(Run run, Supplier<Goal> goal) {
        this.run = run;
        this.goal = goal;
    }

    /**
     * Reads, and closes the session, whatever happens.
     *
     * @throws MigrationException if the history cannot be read
     */
    public StatusReport read(Session session) {
        return run.over(session, this::compare, why -> new StatusReport(run.header(), Optional.empty(), List.of(), List.of(),
                Optional.empty(), Optional.of(why)));
    }

    private StatusReport compare(Session session) throws SQLException {
        Map<Integer, Installed> installed = new HashMap<>();
        History history = run.onlyReading(session, open -> run.table().read(open, installed));
        States states = States.of(goal.get().catalog(), history, run.placeholders(history));
        Optional<String> remark = LockedTransactions.read(session, open -> remark(open, history, states));
        return new StatusReport(run.header(), history.current().map(Version::text), states.entries(installed), states.problems(),
                remark, Optional.empty());
    }

    /** What a first {@code migrate} would meet, or who is perhaps at what looks like a failure. */
    private Optional<String> remark(Session session, History history, States states) throws SQLException {
        if (history.rows().isEmpty() && AlembicVersion.find(session, run.settings().schema()).isPresent()) {
            return Optional.of("The history is empty, but Alembic's " + AlembicVersion.NAME + " is there: "
                    + (run.settings().adopt() == Adopt.AUTO ? "migrate" : "the command adopt") + " takes the database over.");
        }
        if (history.exists()) {
            return states.hasFailed() ? migratorAtWork(session) : Optional.empty();
        }
        try {
            new Preflight(run.settings(), run.where()).check(session, history);
            return Optional.empty();
        } catch (MigrationException e) {
            return Optional.of(e.failure().message() + e.failure().advice().map(advice -> " " + advice).orElse(""));
        }
    }

    private Optional<String> migratorAtWork(Session session) throws SQLException {
        return run.lock().holder(session.connection()).map(holder -> "Another migrator is at work: " + holder
                + "; what it is at may be shown as failed.");
    }
}
