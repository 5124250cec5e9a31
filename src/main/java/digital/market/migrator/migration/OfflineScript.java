package digital.market.migrator.migration;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import digital.market.migrator.report.Header;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.OfflineReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Program;
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
        out.write(header());
        if (plan.range().from().isEmpty() && !plan.range().down()) {
            out.write(createHistory());
        }
        for (OfflineStep step : plan.steps()) {
            out.write("\n-- " + step.script().script() + "\n");
            out.write(print(step));
        }
        out.write("\nRESET client_encoding;\n");
        out.flush();
    }

    private String header() {
        return """
                -- %s %s
                -- From %s to %s.
                -- Catalog: SHA-256 %s
                SET client_encoding = 'UTF8';
                """.formatted(Program.NAME, Program.version(), OfflineRange.named(plan.range().from()), OfflineRange.named(plan.range().to()), plan.digest());
    }

    private String createHistory() {
        return "\n" + BEGIN + DollarQuote.block("history", OfflineHistory.declaration() + "BEGIN\n" + session.takeRole(true)
                + new OfflineHistory(settings, history).statements() + "END\n") + COMMIT;
    }

    private String print(OfflineStep step) {
        return step.isRepeatable() ? repeatable(step) : inTransaction(step);
    }

    private String inTransaction(OfflineStep step) {
        OfflineRecord row = new OfflineRecord(history, step);
        return BEGIN + guard(step) + "\n" + new OfflineStatements(step).asTheyStand()
                + "\n" + DollarQuote.block("record", "BEGIN\n" + session.reset(true) + (step.isUndo() ? row.undone() : row.applied()) + "END\n") + COMMIT;
    }

    private String repeatable(OfflineStep step) {
        return BEGIN + guard(step) + COMMIT;
    }

    private String guard(OfflineStep step) {
        OfflineGuard guard = new OfflineGuard(history, step);
        return DollarQuote.block("guard", guard.declaration() + "BEGIN\n" + session.takeRole(true) + guard.statements() + session.begin(true) + "END\n");
    }
}
