package digital.market.migrator.settings;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A value as it was given.
 *
 * @param origin the variable or option that held it, e.g. {@code PGPASSWORD_FILE}
 * @param text   the value
 * @param source gives the value as it is now: a file is read anew
 * @param secret whether the value must not be quoted
 */
record Given(String origin, String text, Supplier<String> source, boolean secret) {

    private static final int LONGEST_QUOTE = 80;

    /** The value in quotes, unless it is secret or looks like a URL with a password, put into the wrong variable. */
    Optional<String> quoted() {
        boolean telling = secret || text.contains("@") || text.contains("://") || text.length() > LONGEST_QUOTE
                || text.chars().anyMatch(Character::isISOControl);
        return telling ? Optional.empty() : Optional.of('"' + text + '"');
    }

    /** The value as {@code config} shows it where it cannot be used. */
    String shown() {
        return quoted().isPresent() ? text : Secret.MASK;
    }

    @Override
    public String toString() {
        return origin;
    }
}
