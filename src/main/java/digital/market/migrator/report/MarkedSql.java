package digital.market.migrator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import digital.market.migrator.report.Failure.Excerpt;

/** SQL as people are shown it: a long one cut, and a caret under the place where PostgreSQL saw the error. */
final class MarkedSql {

    private static final int LONGEST = 600;
    /** So much is shown before the mark, where not all is. */
    private static final int BEFORE_MARK = 200;
    private static final String CUT = "…";

    private MarkedSql() {
    }

    /** The lines, each {@link Printable}. */
    static Stream<String> lines(Excerpt sql) {
        Excerpt part = part(sql);
        if (part.mark().isEmpty()) {
            return Printable.lines(part.text());
        }
        int mark = part.mark().get();
        int start = Math.max(part.text().lastIndexOf('\n', mark - 1), part.text().lastIndexOf('\r', mark - 1)) + 1;
        String before = Printable.lines(part.text().substring(start, mark)).findFirst().orElse("");
        List<String> lines = new ArrayList<>(Printable.lines(part.text()).toList());
        int line = (int) part.text().substring(0, start).lines().count();
        lines.add(Math.min(line + 1, lines.size()), " ".repeat(before.codePointCount(0, before.length())) + "^");
        return lines.stream();
    }

    /** Without half a character at either end. */
    private static Excerpt part(Excerpt sql) {
        String text = sql.text();
        if (text.length() <= LONGEST) {
            return sql;
        }
        int start = sql.mark().filter(mark -> mark > LONGEST - BEFORE_MARK).map(mark -> whole(text, mark - BEFORE_MARK)).orElse(0);
        int end = whole(text, Math.min(text.length(), start + LONGEST));
        String part = (start > 0 ? CUT : "") + text.substring(start, end) + (end < text.length() ? CUT : "");
        return new Excerpt(part, sql.mark().map(mark -> mark - start + (start > 0 ? CUT.length() : 0)));
    }

    private static int whole(String text, int offset) {
        return offset < text.length() && Character.isLowSurrogate(text.charAt(offset)) ? offset - 1 : offset;
    }
}
