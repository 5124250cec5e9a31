package digital.market.migrator.settings;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The process's environment: empty variables are unset, a line break at the end and service links are left out, {@code _FILE} is
 * followed.
 */
final class Environment {

    private static final String FILE = "_FILE";
    private static final List<String> NAMES = List.of("MIGRATOR_", "DATABASE_URL", "DB_", "PG");

    private final Map<String, String> variables = new TreeMap<>();
    private final Set<String> trimmed = new TreeSet<>();
    private final Set<String> serviceLinks;
    private final Problems problems;

    Environment(Map<String, String> environment, Problems problems) {
        this.serviceLinks = ServiceLinks.in(environment);
        this.problems = problems;
        environment.forEach((name, value) -> {
            String text = trimmed(name, value);
            if (isGiven(name, text) && !serviceLinks.contains(name)) {
                variables.put(name, text);
                refuseIfMisread(name, text);
            }
        });
    }

    /** A placeholder may stand for nothing. */
    private static boolean isGiven(String name, String value) {
        return !value.isEmpty() || isPlaceholder(name);
    }

    /** A Secret that was made by {@code echo}, say, ends with a line break, as a file does. */
    private String trimmed(String name, String value) {
        String text = isRead(name) && !isPlaceholder(name) ? MountedFile.withoutNewline(value) : value;
        if (text.length() < value.length() && !Pem.isIn(text)) {
            trimmed.add(name);
        }
        return text;
    }

    private static boolean isRead(String name) {
        return NAMES.stream().anyMatch(name::startsWith);
    }

    private static boolean isPlaceholder(String name) {
        return name.startsWith(PlaceholderReader.VARIABLE);
    }

    /** Without a UTF-8 locale Java puts U+FFFD where a variable holds more than ASCII: a wrong password would be tried. */
    private void refuseIfMisread(String name, String value) {
        if (isRead(name) && value.indexOf('\uFFFD') >= 0 && !"UTF-8".equals(System.getProperty("sun.jnu.encoding"))) {
            problems.add(name + " holds characters that cannot be read in this locale: set LANG=C.UTF-8 in the migrator's environment");
        }
    }

    Map<String, String> variables() {
        return variables;
    }

    /** The variables whose last line break was left out; a certificate has one as a rule. */
    Set<String> trimmed() {
        return trimmed;
    }

    Set<String> serviceLinks() {
        return serviceLinks;
    }

    /** Whether a variable or its {@code _FILE} is set, readable or not. */
    boolean names(String name) {
        return variables.containsKey(name) || variables.containsKey(name + FILE);
    }

    /** Which of a variable and its {@code _FILE} are set. */
    List<String> set(String name) {
        return Stream.of(name, name + FILE).filter(variables::containsKey).toList();
    }

    /** The value of a variable, or of the file that {@code <NAME>_FILE} names; what is wrong with it is a problem. */
    Optional<Given> read(String name, boolean secret) {
        boolean inFile = variables.containsKey(name + FILE);
        if (inFile && variables.containsKey(name)) {
            problems.add(name + " and " + name + FILE + " are both set: keep one of them, for example " + name + FILE
                    + "=/run/secrets/" + name.toLowerCase(Locale.ROOT).replace('_', '-'));
            return Optional.empty();
        }
        if (inFile) {
            return readFile(name + FILE, variables.get(name + FILE));
        }
        return Optional.ofNullable(variables.get(name)).map(text -> new Given(name, text, () -> text, secret));
    }

    /** A file's content is never quoted: the wrong file may have been named. */
    private Optional<Given> readFile(String variable, String file) {
        try {
            return Optional.of(new Given(variable, content(variable, file), () -> content(variable, file), true));
        } catch (MigrationException unreadable) {
            problems.add(unreadable.getMessage());
            return Optional.empty();
        }
    }

    private static String content(String variable, String file) {
        try {
            return MountedFile.read(file);
        } catch (IllegalArgumentException e) {
            throw unusable(variable, e.getMessage());
        }
    }

    /** The path is left out: somebody may have set the secret itself. No cause either, since it would name the path. */
    private static MigrationException unusable(String variable, String why) {
        return new MigrationException(Outcome.CONFIGURATION, variable + " names a file that " + why
                + ": name one that holds the value, for example " + variable + "=/run/secrets/value.");
    }
}
