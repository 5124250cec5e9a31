package digital.market.migrator.migration;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Puts the names of placeholders back where PostgreSQL's messages repeat their values, since those may be secrets.
 *
 * @param placeholders the user's placeholders
 */
record Mask(Map<String, String> placeholders) {

    /** What is shorter is no secret, and may stand anywhere in a message. */
    private static final int SHORTEST_SECRET = 4;

    /** The text with <code>${name}</code> for each value; a value that holds another one comes first. */
    String over(String text) {
        List<Map.Entry<String, String>> longestFirst = placeholders.entrySet().stream()
                .filter(placeholder -> placeholder.getValue().length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparing((Map.Entry<String, String> placeholder) -> placeholder.getValue().length()).reversed())
                .toList();
        String masked = text;
        for (Map.Entry<String, String> placeholder : longestFirst) {
            masked = masked.replace(placeholder.getValue(), "${" + placeholder.getKey() + "}");
        }
        return masked;
    }
}
