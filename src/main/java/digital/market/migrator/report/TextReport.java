package digital.market.migrator.report;

import java.io.PrintWriter;
import java.util.Optional;

/** A report for people: what was done or found to standard output, what went wrong to standard error. */
public record TextReport(PrintWriter out, PrintWriter err) {

    private static final int LONGEST_STATEMENT = 600;

    /** Prints one line of where, those of what was done or found, and one that sums up if all went well. */
    public void print(Report report) {
        Header header = report.header();
        header.target().ifPresent(target -> out.println(target
                + header.schema().map(name -> ", schema " + name).orElse("")
                + (header.notes().isEmpty() ? "" : " (" + String.join("; ", header.notes()) + ")")));
        report.lines().forEach(line -> out.println("  " + line));
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
}
