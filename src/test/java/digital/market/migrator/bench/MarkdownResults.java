package digital.market.migrator.bench;

import digital.market.migrator.bench.Results.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A table for each scenario: medians, and the least and most of the wall time. */
record MarkdownResults(Results results) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("# Results\n\n"
                + "Wall time and CPU time in ms, peak resident set in MiB; medians. See [README.md](README.md).\n"
                + "\n## Bounds\n\n" + new Bounds(results));
        results.scenarios().forEach(measured -> text.append("\n## ").append(measured.scenario().title()).append("\n\n")
                .append(table(measured)));
        text.append("\n## Machine and versions\n\n|  |  |\n|---|---|\n");
        results.facts().forEach((name, value) -> text.append("| %s | %s |%n".formatted(name, value)));
        return text.toString();
    }

    private static String table(Measured measured) {
        List<Column> columns = columns(measured);
        String head = columns.stream().map(Column::head).collect(Collectors.joining(" | ", "| tool | ", " |\n"));
        String rule = "|---" + "|--:".repeat(columns.size()) + "|\n";
        return head + rule + measured.contestants().stream()
                .map(contestant -> "| " + measured.label(contestant) + " | " + cells(columns, contestant) + " |\n")
                .collect(Collectors.joining());
    }

    private static String cells(List<Column> columns, Contestant contestant) {
        return contestant.runs().isEmpty()
                ? contestant.failure().orElse("not measured") + " |".repeat(columns.size() - 1)
                : columns.stream().map(column -> column.cell().apply(contestant)).collect(Collectors.joining(" | "));
    }

    private record Column(String head, Function<Contestant, String> cell) {
    }

    private static List<Column> columns(Measured measured) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("runs", contestant -> String.valueOf(contestant.runs().size())));
        columns.add(new Column("wall", contestant -> number(contestant.wall())));
        columns.add(new Column("least – most", MarkdownResults::range));
        if (measured.comparesCounts()) {
            columns.add(new Column("÷ itself with five", contestant ->
                    measured.ratio(contestant, contestant.tool().name(), Scripts.FEWEST)));
        }
        measured.references().forEach(reference -> columns.add(new Column("÷ " + reference,
                contestant -> measured.ratio(contestant, reference, contestant.scripts().count()))));
        columns.add(new Column("CPU", contestant -> number(contestant.figures(Run::cpuMicros).median() / 1e3)));
        columns.add(new Column("peak", contestant -> number(contestant.figures(Run::peakKib).median() / 1024)));
        if (measured.scenario().delayed()) {
            columns.add(new Column("round trips", contestant -> traffic(contestant, SlowNetwork.Traffic::roundTrips)));
            columns.add(new Column("connections", contestant -> traffic(contestant, SlowNetwork.Traffic::connections)));
        }
        if (measured.scenario().countsMessages()) {
            columns.add(new Column("messages sent", contestant -> said(contestant, MessageCounter.Traffic::messages)));
            columns.add(new Column("connections", contestant -> said(contestant, MessageCounter.Traffic::connections)));
        }
        columns.add(new Column("exit codes", MarkdownResults::exitCodes));
        columns.add(new Column("up to date afterwards", MarkdownResults::complete));
        return columns;
    }

    private static String range(Contestant contestant) {
        Figures wall = contestant.figures(Run::wallNanos);
        return number(wall.least() / 1e6) + " – " + number(wall.most() / 1e6);
    }

    private static String traffic(Contestant contestant, Function<SlowNetwork.Traffic, Integer> figure) {
        Figures figures = contestant.figures(run -> figure.apply(run.traffic().orElseThrow()));
        return figures.least() == figures.most()
                ? "%.0f".formatted(figures.median())
                : "%.0f – %.0f".formatted(figures.least(), figures.most());
    }

    private static String said(Contestant contestant, Function<MessageCounter.Traffic, Integer> figure) {
        return contestant.messages().map(figure).map(String::valueOf).orElse("");
    }

    private static String exitCodes(Contestant contestant) {
        return contestant.runs().stream().flatMap(run -> run.exitCodes().stream())
                .collect(Collectors.groupingBy(code -> code, TreeMap::new, Collectors.counting()))
                .entrySet().stream().map(code -> code.getValue() + " × " + code.getKey()).collect(Collectors.joining(", "));
    }

    private static String complete(Contestant contestant) {
        return contestant.tool().migrates()
                ? contestant.runs().stream().filter(Run::complete).count() + " of " + contestant.runs().size()
                : "";
    }

    /** So many digits as mean something. */
    static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }
}
