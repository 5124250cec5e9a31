package digital.market.migrator.migration;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a script says, by the rules of Flyway's {@code ResourceNameParser}:
 * {@code V<version>__<description>.sql}, {@code U<version>__<description>.sql}, {@code R__<description>.sql}. Stricter than
 * Flyway in two points: a description is required, and a name that is none is a mistake, where Flyway passes over it.
 *
 * @param version     none for a repeatable
 * @param description the words after the separator, {@code _} turned into a space
 */
record ScriptName(Kind kind, Optional<Version> version, String description) {

    private static final String SUFFIX = ".sql";
    private static final String SEPARATOR = "__";

    /** The history's column {@code version} holds no more characters. */
    private static final int LONGEST_VERSION = 50;

    private static final Pattern CALLBACK = Pattern.compile("(before|after|create)([A-Z].*)?");
    private static final Pattern LOWER_CASE = Pattern.compile("[vu][0-9].*|r__.*");
    private static final Pattern ONE_UNDERSCORE = Pattern.compile("([VU][0-9]+(?:[._][0-9]+)*)_([^_].*)|(R)_([^_].*)");
    private static final Pattern CONFIG_OF_A_SCRIPT = Pattern.compile("((?:[VU][0-9].*|R)__.*?)\\.conf");
    private static final Pattern SCRIPT_AS_TEXT = Pattern.compile("((?:[VU][0-9].*|R)__.*\\.sql)\\.txt");
    private static final Pattern BASELINE = Pattern.compile("B[0-9].*");

    /** Whether a file of this name claims to be a script; the ending may be in capitals, as with Flyway. */
    static boolean isScript(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    /** What is wrong with the name of a file that is meant for a script or its settings, in words that follow it, if something is. */
    static Optional<String> meant(String fileName) {
        Matcher config = CONFIG_OF_A_SCRIPT.matcher(fileName);
        if (config.matches()) {
            return Optional.of("belongs to no script: the settings of " + config.group(1) + SUFFIX + " stand in " + config.group(1) + SUFFIX + ".conf");
        }
        Matcher text = SCRIPT_AS_TEXT.matcher(fileName);
        return text.matches() ? Optional.of("is no script, since its name does not end in " + SUFFIX + ": call it " + text.group(1)) : Optional.empty();
    }

    /**
     * Reads a file's name, given without its folders.
     *
     * @throws IllegalArgumentException if it is no script's name; the message is the end of a sentence that begins with
     *                                  the name, and shows the right form
     */
    static ScriptName parse(String fileName) {
        String name = fileName.substring(0, fileName.length() - SUFFIX.length());
        for (Kind kind : Kind.values()) {
            if (name.indexOf(kind.prefix()) == 0) {
                return parse(kind, name);
            }
        }
        throw new IllegalArgumentException(unknownForm(name));
    }

    private static ScriptName parse(Kind kind, String name) {
        int separator = name.indexOf(SEPARATOR);
        String version = separator < 0 ? name.substring(1) : name.substring(1, separator);
        String description = separator < 0 ? "" : name.substring(separator + SEPARATOR.length()).replace('_', ' ');
        if (separator < 0) {
            refuseOneUnderscore(name);
        }
        if (!kind.hasVersion() && !version.isEmpty()) {
            throw new IllegalArgumentException(
                    noName("a repeatable migration has no version: R__" + rawDescription(name, separator) + SUFFIX));
        }
        Optional<Version> parsed
                = kind.hasVersion() ? Optional.of(version(kind, version, name, separator)) : Optional.empty();
        if (description.isBlank()) {
            throw new IllegalArgumentException(
                    "has no description: call it " + kind.prefix() + version + SEPARATOR + "what_it_does" + SUFFIX);
        }
        return new ScriptName(kind, parsed, description);
    }

    private static void refuseOneUnderscore(String name) {
        Matcher one = ONE_UNDERSCORE.matcher(name);
        if (one.matches()) {
            String form = one.group(1) != null ? one.group(1) + SEPARATOR + one.group(2) : "R" + SEPARATOR + one.group(4);
            throw new IllegalArgumentException(
                    noName("two underscores stand before the description: " + form + SUFFIX));
        }
    }

    private static Version version(Kind kind, String version, String name, int separator) {
        if (version.isEmpty()) {
            throw new IllegalArgumentException(noName("it has no version: " + kind.prefix() + "5" + SEPARATOR
                    + rawDescription(name, separator) + SUFFIX));
        }
        if (version.length() > LONGEST_VERSION) {
            throw new IllegalArgumentException("has a version of " + version.length() + " characters: "
                    + "the history holds at most " + LONGEST_VERSION);
        }
        try {
            return Version.of(version);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(noName(e.getMessage() + ", and two underscores follow it: "
                    + kind.prefix() + "5" + SEPARATOR + rawDescription(name, separator) + SUFFIX), e);
        }
    }

    private static String rawDescription(String name, int separator) {
        String raw = separator < 0 ? "" : name.substring(separator + SEPARATOR.length());
        return raw.isBlank() ? "what_it_does" : raw;
    }

    private static String unknownForm(String name) {
        if (LOWER_CASE.matcher(name).matches()) {
            return noName("its first letter is a capital: " + name.substring(0, 1).toUpperCase(Locale.ROOT)
                    + name.substring(1) + SUFFIX);
        }
        if (CALLBACK.matcher(name).matches()) {
            return "is named like one of Flyway's callbacks, which market-migrator does not run: "
                    + "put its statements into a migration, e.g. R__after_every_change.sql";
        }
        if (BASELINE.matcher(name).matches()) {
            return "is named like one of Flyway's baseline migrations, which market-migrator does not run: "
                    + "call it V" + name.substring(1) + SUFFIX;
        }
        return noName("a script is called V5__what_it_does.sql, U5__what_it_does.sql or R__what_it_does.sql");
    }

    private static String noName(String right) {
        return "is not the name of a migration: " + right;
    }
}
