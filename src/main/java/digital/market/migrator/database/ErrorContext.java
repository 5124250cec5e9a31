package digital.market.migrator.database;

import java.util.ArrayList;
import java.util.List;

/** The field CONTEXT of PostgreSQL's errors: one entry for each call, the innermost first. */
final class ErrorContext {

    private static final int MOST = 10;

    private ErrorContext() {
    }

    /** At most {@value #MOST} entries; of a deep recursion the last one says how many more there are. */
    static List<String> entries(String context) {
        List<String> all = split(context);
        if (all.size() <= MOST) {
            return all;
        }
        List<String> first = new ArrayList<>(all.subList(0, MOST - 1));
        first.add("… and " + (all.size() - first.size()) + " more");
        return first;
    }

    /** A line break within quotes belongs to the statement that the entry quotes. */
    private static List<String> split(String context) {
        List<String> entries = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        for (String line : context.split("\n")) {
            entry.append(entry.isEmpty() ? "" : "\n").append(line);
            if (entry.chars().filter(c -> c == '"').count() % 2 == 0) {
                entries.add(entry.toString());
                entry.setLength(0);
            }
        }
        if (!entry.isEmpty()) {
            entries.add(entry.toString());
        }
        return entries;
    }
}
