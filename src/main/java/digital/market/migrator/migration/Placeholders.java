package digital.market.migrator.migration;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values that stand for <code>${name}</code> in scripts: the user's, and those that Flyway gives ({@code flyway:…},
 * see its {@code ParsingContext}), which win. Names are case-insensitive. Replacing works as Flyway's
 * {@code PlaceholderReplacingReader} does it: everywhere in the script, comments and literals included, and values are
 * not looked through again.
 */
public final class Placeholders {

    /** The placeholders that Flyway gives; {@code flyway:filename} is added for each script. */
    public enum BuiltIn {
        DEFAULT_SCHEMA("defaultSchema"),
        USER("user"),
        DATABASE("database"),
        TIMESTAMP("timestamp"),
        WORKING_DIRECTORY("workingDirectory"),
        TABLE("table"),
        ENVIRONMENT("environment");

        private final String name;

        BuiltIn(String name) {
            this.name = FLYWAY + name.toLowerCase(Locale.ROOT);
        }
    }

    private static final String FLYWAY = "flyway:";
    private static final String FILE_NAME = FLYWAY + "filename";
    private static final String PREFIX = "${";
    private static final char SUFFIX = '}';
    /** An online run always has these. */
    private static final Set<String> OF_THE_RUN = Set.of(BuiltIn.USER.name, BuiltIn.DATABASE.name, BuiltIn.TIMESTAMP.name);
    private static final Pattern NAME_OF_A_VARIABLE = Pattern.compile("\\w+");
    /** As Kubernetes takes them for variables, where a shell does not. */
    private static final Pattern NAME_WITH_DOTS = Pattern.compile("[\\w.-]+");

    private final Map<String, String> values;
    private final Optional<Instant> started;

    private Placeholders(Map<String, String> values, Optional<Instant> started) {
        this.values = values;
        this.started = started;
    }

    /** The user's placeholders, with those of Flyway's that do not depend on the target. */
    public static Placeholders of(Map<String, String> users) {
        Map<String, String> values = new HashMap<>();
        users.forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
        values.put(BuiltIn.ENVIRONMENT.name, "default");
        values.put(BuiltIn.WORKING_DIRECTORY.name, System.getProperty("user.dir"));
        return new Placeholders(values, Optional.empty());
    }

    /** These placeholders and a value for one of Flyway's. */
    public Placeholders with(BuiltIn placeholder, String value) {
        Map<String, String> more = new HashMap<>(values);
        more.put(placeholder.name, value);
        return new Placeholders(more, started);
    }

    /** These placeholders and the time at which the run began. */
    public Placeholders startedAt(Instant time) {
        return new Placeholders(values, Optional.of(time));
    }

    /**
     * The text with every placeholder replaced.
     *
     * @param script the script's path, for {@code flyway:filename} and for messages
     * @throws MigrationException if a placeholder has no value; all of them are named
     */
    public String replace(String sql, String script) {
        return replaced(sql, script).text();
    }

    /** The same, and where each value stands. */
    Replaced replaced(String sql, String script) {
        Replacement replacement = new Replacement(sql, script);
        String text = replacement.text();
        if (!replacement.problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, replacement.problems);
        }
        return new Replaced(text, replacement.values);
    }

    /** A text in which values stand for placeholders, in the order in which they stand there. */
    record Replaced(String text, List<Value> values) {

        /** A value in that text: where it begins and ends there, and the same of its placeholder in the text as it was written. */
        record Value(int start, int end, int writtenStart, int writtenEnd) {
        }

        /** The offset in the text as it was written; of a place within a value, that of its placeholder. */
        int written(int offset) {
            int shift = 0;
            for (Value value : values) {
                if (offset < value.start()) {
                    break;
                }
                if (offset < value.end()) {
                    return value.writtenStart();
                }
                shift = value.writtenEnd() - value.end();
            }
            return offset + shift;
        }
    }

    /** A sentence for each placeholder in the text that has no value. */
    List<String> problems(String sql, String script) {
        Replacement replacement = new Replacement(sql, script);
        replacement.text();
        return replacement.problems;
    }

    /** In the form that Flyway gives it. Only a script that asks for it costs a look at the time zone. */
    private static String local(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
    }

    /** One pass over one text. */
    private final class Replacement {

        private final String sql;
        private final String script;
        private final Lines lines;
        private final List<String> problems = new ArrayList<>();
        private final List<Replaced.Value> values = new ArrayList<>();

        private Replacement(String sql, String script) {
            this.sql = sql;
            this.script = script;
            this.lines = new Lines(sql);
        }

        private String text() {
            if (!sql.contains(PREFIX)) {
                return sql;
            }
            StringBuilder text = new StringBuilder(sql.length());
            int position = 0;
            while (position < sql.length()) {
                int dollar = sql.indexOf('$', position);
                if (dollar < 0) {
                    return text.append(sql, position, sql.length()).toString();
                }
                text.append(sql, position, dollar);
                position = sql.startsWith(PREFIX, dollar) ? replaceOne(dollar, text) : keepTwo(dollar, text);
            }
            return text.toString();
        }

        /** Flyway reads two characters at once here, so that the {@code $} in <code>$${name}</code> begins none. */
        private int keepTwo(int dollar, StringBuilder text) {
            int next = Math.min(dollar + PREFIX.length(), sql.length());
            text.append(sql, dollar, next);
            return next;
        }

        private int replaceOne(int dollar, StringBuilder text) {
            int end = sql.indexOf(SUFFIX, dollar);
            if (end < 0) {
                problems.add(script + " line " + lines.at(dollar) + ": ${ begins a placeholder that no } ends. "
                        + withoutReplacement());
                return sql.length();
            }
            String name = sql.substring(dollar + PREFIX.length(), end);
            int start = text.length();
            value(name).ifPresentOrElse(text::append, () -> problems.add(missing(name, lines.at(dollar))));
            values.add(new Replaced.Value(start, text.length(), dollar, end + 1));
            return end + 1;
        }

        private Optional<String> value(String name) {
            String key = name.toLowerCase(Locale.ROOT);
            if (key.equals(BuiltIn.TIMESTAMP.name)) {
                return started.map(Placeholders::local).or(() -> Optional.ofNullable(Placeholders.this.values.get(key)));
            }
            return key.equals(FILE_NAME)
                    ? Optional.of(script.substring(script.lastIndexOf('/') + 1))
                    : Optional.ofNullable(Placeholders.this.values.get(key));
        }

        private String missing(String name, int line) {
            String where = script + " line " + line + ": the placeholder ${" + name + "} ";
            if (OF_THE_RUN.contains(name.toLowerCase(Locale.ROOT))) {
                return where + "is known when the script runs, not here: give it a value by --placeholder " + name + "=VALUE, or take it out.";
            }
            if (name.toLowerCase(Locale.ROOT).startsWith(FLYWAY)) {
                return where + "is none of those that Flyway gives, or has no value here.";
            }
            String set = NAME_OF_A_VARIABLE.matcher(name).matches() ? "MIGRATOR_PLACEHOLDER_" + name.toUpperCase(Locale.ROOT)
                    : NAME_WITH_DOTS.matcher(name).matches() ? "MIGRATOR_PLACEHOLDER_" + name + ", or --placeholder " + name + "=VALUE"
                    : "it in the file that MIGRATOR_PLACEHOLDERS_FILE names";
            return where + "has no value: set " + set + ". " + withoutReplacement();
        }

        private String withoutReplacement() {
            return "If it is none, put placeholderReplacement=false into " + script + ".conf.";
        }
    }
}
