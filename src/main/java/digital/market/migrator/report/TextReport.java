package digital.market.migrator.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/** A report for people: what was applied to standard output, what went wrong to standard error. */
public record TextReport(PrintWriter out, PrintWriter err) {

    private static final int LONGEST_STATEMENT = 600;

    /** Prints one line of where, one per migration, and one that sums up if all went well. */
    public void print(MigrationReport report) {
        report.target().ifPresent(target -> out.println(target
                + report.schema().map(name -> ", schema " + name).orElse("")
                + (report.notes().isEmpty() ? "" : " (" + String.join("; ", report.notes()) + ")")));
        int width = report.applied().stream().mapToInt(done -> done.description().length()).max().orElse(0);
        int labels = report.applied().stream().mapToInt(done -> done.label().length()).max().orElse(0);
        for (MigrationReport.Applied done : report.applied()) {
            out.printf("  ✓ %-" + labels + "s  %-" + Math.max(1, width) + "s  %s%n",
                    done.label(), done.description(), time(done.time()));
        }
        if (report.failure().isEmpty()) {
            out.println(report.summary());
        }
        out.flush();
    }

    /** Prints why something failed, what PostgreSQL said, and what to do. */
    public void print(Failure failure) {
        err.println(failure.message());
        failure.statement().ifPresent(sql -> err.println("  statement   " + indented(shortened(sql))));
        failure.server().ifPresent(server -> {
            err.println("  PostgreSQL  " + indented(server.message()) + " (SQLSTATE " + server.sqlState() + ")");
            line("detail", server.detail());
            line("hint", server.hint());
        });
        failure.advice().ifPresent(err::println);
        err.flush();
    }

    private void line(String label, Optional<String> text) {
        text.ifPresent(t -> err.printf("  %-10s  %s%n", label, indented(t)));
    }

    private static String indented(String text) {
        return text.strip().replace("\n", "\n              ");
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_STATEMENT ? text : text.substring(0, LONGEST_STATEMENT) + " …";
    }

    private static String time(Duration time) {
        return time.toSeconds() < 10 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }
}
