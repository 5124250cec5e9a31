package digital.market.migrator.migration;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a {@code .conf} file: lines {@code key=value}, and comments that begin with {@code #} or {@code !}. */
final class ScriptConfigReader {

    private static final String EXECUTE_IN_TRANSACTION = "executeInTransaction";
    private static final String PLACEHOLDER_REPLACEMENT = "placeholderReplacement";
    private static final List<String> KEYS = List.of(EXECUTE_IN_TRANSACTION, PLACEHOLDER_REPLACEMENT);

    private final ScriptFile file;
    private final List<String> problems;
    private final Map<String, Boolean> values = new TreeMap<>();

    private ScriptConfigReader(ScriptFile file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** What the file says; a sentence for everything wrong in it is added to the problems. */
    static ScriptConfig read(ScriptFile file, List<String> problems) {
        ScriptConfigReader reader = new ScriptConfigReader(file, problems);
        List<String> lines = file.content().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            reader.readLine(i + 1, lines.get(i).strip());
        }
        return new ScriptConfig(reader.value(EXECUTE_IN_TRANSACTION), reader.value(PLACEHOLDER_REPLACEMENT));
    }

    private Optional<Boolean> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    private void readLine(int number, String line) {
        if (line.isEmpty() || line.startsWith("#") || line.startsWith("!")) {
            return;
        }
        int sign = line.indexOf('=');
        String key = sign < 0 ? line : line.substring(0, sign).strip();
        String value = sign < 0 ? "" : line.substring(sign + 1).strip().toLowerCase(Locale.ROOT);
        if (!KEYS.contains(key)) {
            problem(number, "\"" + key + "\" is none of the settings of a script: " + String.join(" and ", KEYS)
                    + " are, each with =true or =false.");
        } else if (!value.equals("true") && !value.equals("false")) {
            problem(number, key + " is either true or false: " + key + "=false.");
        } else if (values.put(key, Boolean.valueOf(value)) != null) {
            problem(number, key + " is set twice.");
        }
    }

    private void problem(int line, String sentence) {
        problems.add(file.place() + " line " + line + ": " + sentence);
    }
}
