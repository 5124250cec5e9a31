package digital.market.migrator.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows of text under one another, each column as wide as its widest cell. */
public final class Columns {

    private static final String GAP = "  ";
    private static final Duration LONG = Duration.ofSeconds(10);

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row; one may have fewer cells than others. Each cell becomes {@link Printable}, so that widths are right. */
    public void row(String... cells) {
        rows.add(Stream.of(cells).map(Printable::line).toList());
    }

    /** The rows as lines, without blanks at their ends. */
    public List<String> lines() {
        int[] widths = widths();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    /** A time as people read it: {@code 16 ms}, {@code 12 s}. */
    public static String time(Duration time) {
        return time.compareTo(LONG) < 0 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            line.append(column == 0 ? "" : GAP).append(cell).append(" ".repeat(widths[column] - length(cell)));
        }
        return line.toString().stripTrailing();
    }

    private int[] widths() {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], length(row.get(column)));
            }
        }
        return widths;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
