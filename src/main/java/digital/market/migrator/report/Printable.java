package digital.market.migrator.report;

import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Text as it may be shown on a terminal or in a log: nothing in it moves the cursor, begins a line, changes the direction of
 * writing or stays unseen. Names, messages and statements come from others, who may have put such characters there.
 */
public final class Printable {

    private static final String TAB = "    ";

    private Printable() {
    }

    /** The text in one line; what must not be shown is written as in SQL's and Java's strings, e.g. {@code \n} and {@code \u202e}. */
    public static String line(String text) {
        return allPrintable(text, -1) ? text : escaped(text, c -> !isPrintable(c));
    }

    /** A text of several lines, each as above; a tab becomes four blanks. */
    public static Stream<String> lines(String text) {
        return text.replace("\t", TAB).lines().map(Printable::line);
    }

    /** Whether the text is shown as it is. */
    public static boolean isPrintable(String text) {
        return allPrintable(text, -1);
    }

    /** JSON that means the same, and may be shown: such characters stand only in strings there, where an escape is as good. */
    public static String json(String json) {
        return allPrintable(json, '~') ? json : escaped(json, c -> c > '~' && !isPrintable(c));
    }

    /** As far as the characters above this one go. Most texts are, and pay no more than a look. */
    private static boolean allPrintable(String text, int above) {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int character = text.codePointAt(at);
            if (character > above && !isPrintable(character)) {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String text, IntPredicate unprintable) {
        return text.codePoints().mapToObj(c -> unprintable.test(c) ? escape(c) : Character.toString(c)).collect(Collectors.joining());
    }

    private static String escape(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> Character.toString(character).chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
        };
    }

    private static boolean isPrintable(int character) {
        if (character >= ' ' && character <= '~') {
            return true;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> !isIgnorable(character);
        };
    }

    /** Unicode's Default_Ignorable_Code_Point, as far as its general category does not say so: letters and marks that nobody sees. */
    private static boolean isIgnorable(int c) {
        return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c >= 0x180B && c <= 0x180F || c == 0x3164
                || c == 0xFFA0 || c >= 0xFE00 && c <= 0xFE0F || c >= 0xE0100 && c <= 0xE01EF;
    }
}
