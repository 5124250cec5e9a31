package digital.market.migrator.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Puts the names of placeholders back where PostgreSQL's messages, or other sessions' statements, repeat their values, since those may
 * be secrets.
 *
 * @param placeholders the user's placeholders
 */
public record Mask(Map<String, String> placeholders) {

    /** What is shorter is no secret, and may stand anywhere in a message. */
    private static final int SHORTEST_SECRET = 4;

    /** The text with <code>${name}</code> for each value; a value that holds another one comes first. */
    public String over(String text) {
        String masked = text;
        for (Map.Entry<String, String> placeholder : longestFirst()) {
            masked = masked.replace(placeholder.getValue(), named(placeholder));
        }
        return masked;
    }

    /** The same of a text that may have been cut within a value: what it ends with is put back too. */
    public String overCut(String text) {
        for (Map.Entry<String, String> placeholder : longestFirst()) {
            String value = placeholder.getValue();
            for (int length = Math.min(value.length(), text.length()); length >= SHORTEST_SECRET; length--) {
                int before = text.length() - length;
                if (text.startsWith(value.substring(0, length), before)) {
                    return over(text.substring(0, before)) + named(placeholder);
                }
            }
        }
        return over(text);
    }

    private List<Map.Entry<String, String>> longestFirst() {
        return placeholders.entrySet().stream()
                .filter(placeholder -> placeholder.getValue().length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparing((Map.Entry<String, String> placeholder) -> placeholder.getValue().length()).reversed())
                .toList();
    }

    private static String named(Map.Entry<String, String> placeholder) {
        return "${" + placeholder.getKey() + "}";
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "Mask" + placeholders.keySet();
    }
}
