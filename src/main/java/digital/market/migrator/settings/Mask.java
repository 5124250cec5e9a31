package digital.market.migrator.settings;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts the names of secret placeholders in place of their values, which PostgreSQL's messages, the schema or other sessions'
 * statements may repeat. A value is known quoted and encoded too, and by any eight or more characters of its beginning, since servers
 * cut what they repeat.
 */
public final class Mask {

    /** What is shorter is no secret, and may stand anywhere in a message. */
    private static final int SHORTEST_SECRET = 4;
    private static final int SHORTEST_BEGINNING = 8;

    /** A value, as it may be written. */
    private record Form(String name, String text) {

        /** How many characters of this form begin here; 0 for too few to tell. */
        int length(String in, int at, int shortestAtEnd) {
            int length = 0;
            while (length < text.length() && at + length < in.length() && text.charAt(length) == in.charAt(at + length)) {
                length++;
            }
            boolean tells = length == text.length() || length >= SHORTEST_BEGINNING || at + length == in.length() && length >= shortestAtEnd;
            return tells ? length : 0;
        }
    }

    private final List<Form> longestFirst;

    /**
     * A mask over these values.
     *
     * @param secrets the values by the names of their placeholders
     */
    public Mask(Map<String, String> secrets) {
        this.longestFirst = secrets.entrySet().stream()
                .filter(secret -> secret.getValue().length() >= SHORTEST_SECRET)
                .flatMap(secret -> forms(secret.getValue()).distinct().map(form -> new Form(secret.getKey(), form)))
                .sorted(Comparator.comparing((Form form) -> form.text().length()).reversed())
                .toList();
    }

    private static Stream<String> forms(String value) {
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        String literal = value.replace("'", "''");
        String backslashes = value.replace("\\", "\\\\");
        return Stream.of(value, literal, backslashes, literal.replace("\\", "\\\\"), backslashes.replace("\"", "\\\""), value.replace("\"", "\"\""),
                value.replace("\n", "\\n"), encoded, encoded.replace("+", "%20"), encoded.toLowerCase());
    }

    /** The text with <code>${name}</code> for each value. */
    public String over(String text) {
        return over(text, Integer.MAX_VALUE);
    }

    /** The same of a text that may have been cut within a value: fewer characters tell one at its end. */
    public String overCut(String text) {
        return over(text, SHORTEST_SECRET);
    }

    /** Whether the text holds no secret. */
    public boolean allows(String text) {
        return over(text).equals(text);
    }

    private String over(String text, int shortestAtEnd) {
        if (longestFirst.isEmpty() || text == null) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            Optional<Form> found = longest(text, at, shortestAtEnd);
            if (found.isPresent()) {
                masked.append("${").append(found.get().name()).append('}');
                at += found.get().length(text, at, shortestAtEnd);
            } else {
                masked.append(text.charAt(at++));
            }
        }
        return masked.toString();
    }

    private Optional<Form> longest(String text, int at, int shortestAtEnd) {
        Optional<Form> found = Optional.empty();
        int most = 0;
        for (Form form : longestFirst) {
            int length = form.length(text, at, shortestAtEnd);
            if (length > most || length == most && length > 0 && length == form.text().length()) {
                found = Optional.of(form);
                most = length;
            }
        }
        return found;
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "Mask" + longestFirst.stream().map(Form::name).distinct().toList();
    }
}
