package digital.market.migrator.migration;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import digital.market.migrator.report.Header;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.OfflineReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;

/**
 * Prints a plan as a script for {@code psql}, or for any other client that sends it, statement by statement, over one session.
 * The same plan gives the same text at every time and place.
 */
public final class OfflineScript {

    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED;\n";
    private static final String COMMIT = "COMMIT;\n";

    private final OfflinePlan plan;
    private final HistoryTable history;
    private final OfflineSession session;
    private final Settings settings;

    /**
     * A script that does what an online run with these settings and this catalog would do.
     *
     * @throws MigrationException with {@link Outcome#EMPTY_CATALOG} if there are no migrations, with
     *                            {@link Outcome#CONFIGURATION} if the catalog has no such range, or a script cannot run
     */
    public OfflineScript(Settings settings, Catalog catalog) {
        this.plan = OfflinePlan.of(settings, catalog);
        this.settings = settings;
        this.history = new HistoryTable(settings.schema(), settings.table());
        this.session = new OfflineSession(settings);
    }

    /** What the script will do. */
    public OfflineReport report(Duration time) {
        return plan.report(new Header(Optional.empty(), Optional.of(settings.schema()), List.of(), time));
    }

    /** Prints it. */
    public void printTo(Writer out) throws IOException {
        out.write(new OfflineHeader(plan).text());
        if (plan.range().from().isEmpty() && !plan.range().down()) {
            out.write(createHistory());
        }
        for (OfflineStep step : plan.steps()) {
            out.write("\n" + OfflineHeader.comment(step.script().script()) + "\n");
            out.write(print(step));
        }
        out.write("\nRESET client_encoding;\nRESET standard_conforming_strings;\n");
        out.flush();
    }

    private String createHistory() {
        return "\n" + BEGIN + DollarQuote.block("history", OfflineHistory.declaration() + "BEGIN\n" + OfflineSession.take() + session.takeRole(true)
                + new OfflineHistory(settings, history).statements() + "END\n") + COMMIT;
    }

    private String print(OfflineStep step) {
        if (step.isRepeatable() && step.fitsIntoOneStatement()) {
            return repeatable(step);
        }
        boolean skippable = plan.resume() || step.isRepeatable();
        String text = step.inTransaction() ? inTransaction(step, skippable) : outsideTransaction(step, skippable);
        return skippable ? new OfflineSkip(history, step).begin(session) + text + "\\endif\n" : text;
    }

    private String inTransaction(OfflineStep step, boolean skippable) {
        OfflineRecord row = new OfflineRecord(history, step);
        return BEGIN + guard(step, session.begin(step))
                + "\n" + new OfflineStatements(step, settings, skippable).all()
                + "\n" + DollarQuote.block("record", "BEGIN\n" + session.reset(true, history.lockKey())
                        + (step.isUndo() ? row.undone() : row.applied()) + OfflineSession.giveUp() + "END\n") + COMMIT;
    }

    /** The lock that the guard has taken for its own transaction becomes the session's, until the end. */
    private String outsideTransaction(OfflineStep step, boolean skippable) {
        OfflineRecord row = new OfflineRecord(history, step);
        OfflineStop stop = new OfflineStop(step);
        OfflineStatements statements = new OfflineStatements(step, settings, skippable);
        String lock = history.lockKey() + ");\n";
        String begun = (step.isUndo() ? row.undoBegun() : row.begun())
                + "    PERFORM pg_catalog.pg_try_advisory_lock(" + lock + session.begin(step) + OfflineStop.ARM;
        String ended = (step.isUndo() ? row.undoEnded() : row.ended())
                + "    PERFORM pg_catalog.pg_advisory_unlock(" + lock + "    RESET ROLE;\n    RESET exit_on_error;\n" + OfflineSession.giveUp();
        return stop.unlessAlone() + BEGIN + guard(step, begun) + COMMIT + "\n"
                + OfflineUnits.of(step.statements().all()).stream().map(unit -> stop.guarded(unit, statements))
                        .collect(Collectors.joining())
                + statements.behind() + "\n"
                + stop.block("reset", session.reset(false, history.lockKey()) + OfflineStop.ARM) + stop.block("record", OfflineSession.take() + ended);
    }

    /** What decides in one statement whether to run it needs no {@code psql}. */
    private String repeatable(OfflineStep step) {
        OfflineSkip skip = new OfflineSkip(history, step);
        return BEGIN + guard(step, session.begin(step)) + DollarQuote.block("repeatable", "DECLARE\n" + OfflineSession.declaration() + "BEGIN\n"
                + OfflineSession.take() + "    IF " + skip.inForce() + " THEN\n"
                + skip.notice() + "        RETURN;\n    END IF;\n" + OfflineSession.give(true)
                + new OfflineStatements(step, settings, false).executed() + session.reset(true, history.lockKey())
                + new OfflineRecord(history, step).applied() + OfflineSession.giveUp() + "END\n") + COMMIT;
    }

    private String guard(OfflineStep step, String then) {
        OfflineGuard guard = new OfflineGuard(history, step);
        return DollarQuote.block("guard", guard.declaration() + OfflineSession.declaration() + "BEGIN\n" + OfflineSession.take() + session.takeRole(step.inTransaction())
                + guard.statements() + then + "END\n");
    }
}
