package digital.market.migrator.migration;

import java.util.regex.Pattern;

/**
 * A migration's version, by the rules of Flyway's {@code MigrationVersion}: numbers separated by {@code .} or {@code _},
 * compared number by number, where a missing one counts as zero ({@code 1}, {@code 1.0} and {@code 01} are one version).
 *
 * @param text the version as Flyway writes it into the history: underscores become dots, zeros are kept
 */
public record Version(String text) implements Comparable<Version> {

    private static final Pattern FORM = Pattern.compile("[0-9]+([._][0-9]+)*");

    /** Flyway takes this number, {@code Long.MAX_VALUE}, for its own marker "latest". */
    private static final String FLYWAYS_LATEST = "9223372036854775807";

    /**
     * Checks the text and turns underscores into dots.
     *
     * @throws IllegalArgumentException if the text is no version; its message says why
     */
    public Version {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no version: a version is made of numbers and dots, e.g. 5 or 2.1");
        }
        if (text.equals(FLYWAYS_LATEST)) {
            throw new IllegalArgumentException("the version " + text + " is Flyway's own word for \"latest\"");
        }
        text = text.replace('_', '.');
    }

    /**
     * The version that the text stands for.
     *
     * @throws IllegalArgumentException if it stands for none; its message says why
     */
    public static Version of(String text) {
        return new Version(text);
    }

    /** Whether this version comes after the other one. */
    public boolean isNewerThan(Version other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Version other) {
        String[] mine = text.split("\\.");
        String[] theirs = other.text.split("\\.");
        for (int i = 0; i < Math.max(mine.length, theirs.length); i++) {
            int order = compareNumbers(part(mine, i), part(theirs, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The number at this place without leading zeros, so that zero, like a missing number, is the empty text. */
    private static String part(String[] parts, int i) {
        return i < parts.length ? withoutLeadingZeros(parts[i]) : "";
    }

    private static String withoutLeadingZeros(String digits) {
        int first = 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        return digits.substring(first);
    }

    private static int compareNumbers(String a, String b) {
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        String[] parts = text.split("\\.");
        int hash = 0;
        for (int i = parts.length - 1; i >= 0; i--) {
            hash = 31 * hash + withoutLeadingZeros(parts[i]).hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return text;
    }
}
