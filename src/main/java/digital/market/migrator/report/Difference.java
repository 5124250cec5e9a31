package digital.market.migrator.report;

import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One difference between the live schema and what it should be.
 *
 * @param kind      what is the matter
 * @param what      kind and name of the object, e.g. {@code column users.telegram_id}
 * @param expected  how the object should be; none for one that should not be there
 * @param found     how the object is; none for one that is not there
 * @param statement what mends it, to be run with the schema as the search path; none where data could be lost by it,
 *                  or a decision is needed. Several are separated by semicolons; {@code CONCURRENTLY} is for no transaction
 */
public record Difference(Kind kind, String what, Optional<String> expected, Optional<String> found, Optional<String> statement) {

    /** What can be the matter with an object. */
    public enum Kind {
        MISSING, UNEXPECTED, DIFFERS;

        /** The word in reports, e.g. {@code missing}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The whole difference in one line, e.g. {@code differs column users.telegram_id: integer NOT NULL, should be bigint NOT NULL}. */
    public String line() {
        return kind.word() + " " + details();
    }

    /** The same difference without what the mask hides; a statement that holds such a thing is not given. */
    public Difference masked(UnaryOperator<String> mask) {
        return new Difference(kind, mask.apply(what), expected.map(mask), found.map(mask), statement.filter(text -> mask.apply(text).equals(text)));
    }

    /** The line without its first word. */
    String details() {
        return switch (kind) {
            case MISSING -> what + with(expected);
            case UNEXPECTED -> what + with(found);
            case DIFFERS -> what + ": " + orPlain(found) + ", should be " + orPlain(expected);
        };
    }

    private static String with(Optional<String> definition) {
        return definition.filter(text -> !text.isEmpty()).map(text -> " " + text).orElse("");
    }

    private static String orPlain(Optional<String> definition) {
        return definition.filter(text -> !text.isEmpty()).orElse("plain");
    }
}
