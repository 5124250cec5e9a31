package digital.market.migrator.settings;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads placeholders: options win over variables, those over a file. By hand, because SmallRye would read dots and dashes into
 * the names.
 */
final class PlaceholderReader {

    /** What the variable of a placeholder starts with. */
    static final String VARIABLE = "MIGRATOR_PLACEHOLDER_";

    static final String OPTION = Variables.PREFIX + ".placeholder.";

    private final Problems problems;
    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, String> origins = new TreeMap<>();
    private final Set<String> inFile = new HashSet<>();

    PlaceholderReader(Problems problems) {
        this.problems = problems;
    }

    /** The values by names in lower case, since Flyway's names have no case. */
    Map<String, String> values() {
        return values;
    }

    /** Where each came from. */
    Map<String, String> origins() {
        return origins;
    }

    /** The names of those whose value is the file's. */
    Set<String> inFile() {
        return inFile;
    }

    /** Adds what a file holds. */
    void readFile(Map<String, String> file, String origin) {
        file.forEach((name, value) -> put(name, value, origin));
        inFile.addAll(file.keySet());
    }

    /** Adds what the variables hold. */
    void readVariables(Map<String, String> environment) {
        Map<String, String> variables = new TreeMap<>();
        environment.forEach((variable, value) -> {
            String name = variable.startsWith(VARIABLE) ? variable.substring(VARIABLE.length()).toLowerCase(Locale.ROOT) : "";
            if (variables.containsKey(name) && !values.get(name).equals(value)) {
                problems.add(variables.get(name) + " and " + variable + " are one placeholder, since case does not count: keep one of"
                        + " them, for example " + variable.toUpperCase(Locale.ROOT));
            } else if (!name.isEmpty()) {
                put(name, value, variable);
                variables.put(name, variable);
            }
        });
    }

    /** Adds what the options hold. */
    void readOptions(Map<String, String> options) {
        options.forEach((option, value) -> {
            if (option.startsWith(OPTION)) {
                put(option.substring(OPTION.length()).toLowerCase(Locale.ROOT), value, "--placeholder");
            }
        });
    }

    private void put(String name, String value, String origin) {
        values.put(name, value);
        origins.put(name, origin);
        inFile.remove(name);
    }

    /**
     * Reads the lines of a file, {@code name=value}; an empty one and one that starts with {@code #} say nothing.
     *
     * @throws IllegalArgumentException with the reason, without what the file holds
     */
    static Map<String, String> file(String path) {
        Map<String, String> values = new TreeMap<>();
        String[] lines = content(path).split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].isBlank() || lines[i].startsWith("#")) {
                continue;
            }
            int equals = lines[i].indexOf('=');
            String name = equals < 0 ? "" : lines[i].substring(0, equals).strip().toLowerCase(Locale.ROOT);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("line " + (i + 1) + " of this file is not NAME=VALUE, for example schema=shop");
            }
            if (values.put(name, lines[i].substring(equals + 1)) != null) {
                throw new IllegalArgumentException("line " + (i + 1) + " of this file names a placeholder once more: keep one of the lines");
            }
        }
        return values;
    }

    private static String content(String path) {
        try {
            return MountedFile.read(path);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("this file " + e.getMessage() + "; name one with lines such as schema=shop, for example"
                    + " /migrations/placeholders.env");
        }
    }
}
