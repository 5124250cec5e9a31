package digital.market.migrator.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads durations as people write them: {@code 500ms}, {@code 3s}, {@code 1m30s}, {@code 1h}, {@code PT1M}, {@code 0}, and as PostgreSQL does:
 * {@code 5min}.
 */
public final class DurationText {

    /** PostgreSQL's timeouts are milliseconds in an int. */
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})(ms|s|min|m|h|d)");
    private static final String EXAMPLES = "for example 500ms, 3s, 1m30s or 1h";

    private DurationText() {
    }

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException with the reason and an example
     */
    static Duration parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.matches("\\d+")) {
            return withoutUnit(word);
        }
        if (word.startsWith("-") || word.contains("pt-") || word.startsWith("p-")) {
            throw new IllegalArgumentException("a duration cannot be negative, " + EXAMPLES);
        }
        Duration duration = word.startsWith("p") ? iso(word) : amounts(word);
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a duration is at most 24 days, " + EXAMPLES);
        }
        if (!duration.isZero() && duration.toMillis() == 0) {
            throw new IllegalArgumentException("a duration is at least 1ms, " + EXAMPLES);
        }
        return Duration.ofMillis(duration.toMillis());
    }

    /**
     * As {@link #parse}, and {@code none} is zero.
     *
     * @throws IllegalArgumentException with the reason and an example
     */
    public static Duration parseOrNone(String text) {
        return text.strip().equalsIgnoreCase("none") ? Duration.ZERO : parse(text);
    }

    private static Duration withoutUnit(String digits) {
        if (digits.matches("0+")) {
            return Duration.ZERO;
        }
        throw new IllegalArgumentException("a duration needs a unit, for example "
                + (digits.length() <= 6 ? digits : "30") + "s");
    }

    private static Duration iso(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (duration.isNegative()) {
                throw new IllegalArgumentException("a duration cannot be negative, " + EXAMPLES);
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw noDuration();
        }
    }

    private static Duration amounts(String text) {
        Matcher amount = AMOUNT.matcher(text);
        Duration sum = Duration.ZERO;
        int at = 0;
        while (at < text.length()) {
            if (!amount.find(at) || amount.start() != at) {
                throw noDuration();
            }
            sum = sum.plus(of(Long.parseLong(amount.group(1)), amount.group(2)));
            at = amount.end();
        }
        if (at == 0) {
            throw noDuration();
        }
        return sum;
    }

    private static Duration of(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m", "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static IllegalArgumentException noDuration() {
        return new IllegalArgumentException("this is not a duration, " + EXAMPLES);
    }
}
