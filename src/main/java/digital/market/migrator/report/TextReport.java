package digital.market.migrator.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;


/**
 * A report for people: what was done or found to standard output, what went wrong to standard error. Every line that is printed
 * is {@link Printable}.
 *
 * @param masked hides what is not to be told
 */
public record TextReport(PrintWriter out, PrintWriter err, Masked masked) {

    /** Prints one line of where, those of what was done or found, and one that sums up if all went well. */
    public void print(Report report) {
        Header header = report.header();
        header.target().ifPresent(target -> print(out, target
                + header.schema().map(name -> ", schema " + name).orElse("")
                + (header.notes().isEmpty() ? "" : " (" + String.join("; ", header.notes()) + ")")));
        report.lines().forEach(line -> print(out, "  " + line));
        if (report.failure().isEmpty()) {
            print(out, report.summary());
        }
        out.flush();
    }

    /** Prints why something failed, what PostgreSQL said, and what to do. */
    public void print(Failure why) {
        Failure failure = masked.over(why);
        failure.sentences().forEach(sentence -> print(err, sentence));
        failure.statement().ifPresent(sql -> block("statement", MarkedSql.lines(sql)));
        failure.server().ifPresent(server -> {
            block("PostgreSQL", Stream.of(Printable.line(server.message().strip() + " (SQLSTATE " + server.sqlState() + ")")));
            text("detail", server.detail());
            text("hint", server.hint());
            server.query().ifPresent(sql -> block("query", MarkedSql.lines(sql)));
            block("context", server.context().stream().map(Printable::line));
        });
        failure.advice().ifPresent(advice -> print(err, advice));
        err.flush();
    }

    private void text(String label, Optional<String> text) {
        text.ifPresent(words -> block(label, Stream.of(Printable.line(words.strip()))));
    }

    /** Lines under one another, with a label before the first. */
    private void block(String label, Stream<String> lines) {
        List<String> all = lines.toList();
        for (int line = 0; line < all.size(); line++) {
            err.println("  %-10s  %s".formatted(line == 0 ? label : "", all.get(line)).stripTrailing());
        }
    }

    private void print(PrintWriter to, String line) {
        to.println(Printable.line(masked.mask().apply(line)));
    }
}
