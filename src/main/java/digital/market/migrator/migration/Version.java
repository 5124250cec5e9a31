package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A migration's version, by the rules of Flyway's {@code MigrationVersion}: numbers separated by {@code .} or {@code _},
 * compared number by number, where a missing one counts as zero ({@code 1}, {@code 1.0} and {@code 01} are one version).
 */
public final class Version implements Comparable<Version> {

    /** Flyway takes this number, {@code Long.MAX_VALUE}, for its own marker "latest". */
    private static final String FLYWAYS_LATEST = "9223372036854775807";

    private final String text;
    /** Without leading zeros, so that zero is the empty text, and without zeros at the end. */
    private final List<String> numbers;

    private Version(String text, List<String> numbers) {
        this.text = text;
        this.numbers = numbers;
    }

    /**
     * The version that the text stands for.
     *
     * @throws IllegalArgumentException if it stands for none; its message says why
     */
    public static Version of(String text) {
        if (text.equals(FLYWAYS_LATEST)) {
            throw new IllegalArgumentException("the version " + text + " is Flyway's own word for \"latest\"");
        }
        return new Version(text.replace('_', '.'), numbers(text));
    }

    /** The version as Flyway writes it into the history: underscores become dots, zeros are kept. */
    public String text() {
        return text;
    }

    /**
     * The version as an array of numbers in PostgreSQL's spelling, e.g. <code>{2,1}</code>, for comparisons on the server:
     * arrays are compared number by number there, too.
     */
    String asArray() {
        return numbers.isEmpty() ? "{0}"
                : numbers.stream().map(number -> number.isEmpty() ? "0" : number).collect(Collectors.joining(",", "{", "}"));
    }

    /** Whether this version comes after the other one. */
    public boolean isNewerThan(Version other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Version other) {
        int common = Math.min(numbers.size(), other.numbers.size());
        for (int i = 0; i < common; i++) {
            int order = compareNumbers(numbers.get(i), other.numbers.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(numbers.size(), other.numbers.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && numbers.equals(version.numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private static List<String> numbers(String text) {
        List<String> numbers = new ArrayList<>();
        int zeros = 0;
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.' || c == '_') {
                if (i == begin) {
                    throw noVersion(text);
                }
                String number = withoutLeadingZeros(text, begin, i);
                zeros = number.isEmpty() ? zeros + 1 : 0;
                numbers.add(number);
                begin = i + 1;
            } else if (c < '0' || c > '9') {
                throw noVersion(text);
            }
        }
        return List.copyOf(numbers.subList(0, numbers.size() - zeros));
    }

    private static String withoutLeadingZeros(String text, int begin, int end) {
        int first = begin;
        while (first < end && text.charAt(first) == '0') {
            first++;
        }
        return text.substring(first, end);
    }

    private static int compareNumbers(String a, String b) {
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static IllegalArgumentException noVersion(String text) {
        return new IllegalArgumentException("\"" + text + "\" is no version: a version is made of numbers and dots, e.g. 5 or 2.1");
    }
}
