package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import digital.market.migrator.report.Program;

/** The comments with which a script begins: what it is, and how to run it. */
record OfflineHeader(OfflinePlan plan) {

    /** What a user's own settings of {@code psql} might have changed. */
    private static final String SETTINGS_OF_PSQL = """
            \\set ON_ERROR_STOP on
            \\set ON_ERROR_ROLLBACK off
            \\set AUTOCOMMIT on
            """;

    private static final String ENCODING = """
            SET client_encoding = 'UTF8';
            SET standard_conforming_strings = on;
            """;

    /** The header, and what has to be set before anything else. */
    String text() {
        return lines().stream().map(line -> comment(line) + "\n").collect(Collectors.joining())
                + (plan.psqlOnly() ? SETTINGS_OF_PSQL : "") + ENCODING;
    }

    /** A line of comment, whatever the text holds. */
    static String comment(String text) {
        return ("-- " + text.replaceAll("\\p{Cntrl}", " ")).stripTrailing();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(Program.NAME + " " + Program.version());
        lines.add("Catalog: SHA-256 " + plan.digest());
        lines.add((plan.range().down() ? "Down from " : "From ") + OfflineRange.named(plan.range().from()) + " to "
                + OfflineRange.named(plan.range().to()) + (plan.resume() ? "; what the database has already is skipped." : "."));
        lines.add("");
        lines.add("Run it by: psql -X -v ON_ERROR_STOP=1 -f FILE");
        lines.add(plan.psqlOnly() ? "psql only: it holds commands of psql, or data that psql alone takes from a script."
                : "Any other client can run it, too, if it sends one statement after the other over one session.");
        if (plan.steps().stream().anyMatch(step -> !step.inTransaction())) {
            lines.add("Not all of it runs in transactions: connect to the server itself, not to a pooler that lends its sessions.");
            lines.add("There an error ends the session, so that no client goes on. psql then says: server closed the connection unexpectedly.");
            lines.add("The server has not crashed; the error stands above that, as FATAL.");
        }
        lines.add("To run it twice does no harm. Each migration looks whether it is alone and the next in the history, and stops the script");
        lines.add("with a sentence if not.");
        return lines;
    }
}
