package digital.market.migrator.migration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import digital.market.migrator.settings.DurationText;

/** Reads a script's header. Whatever looks like one and is none is a problem, so that none is passed over in silence. */
final class ScriptHeaderReader {

    private static final String REVISION = "revision";
    private static final String REVISES = "revises";
    private static final String LOCK_TIMEOUT = "lock_timeout";
    private static final String STATEMENT_TIMEOUT = "statement_timeout";
    private static final List<String> KEYS = List.of(REVISION, REVISES, LOCK_TIMEOUT, STATEMENT_TIMEOUT);

    private static final String MARK = "migrator:";
    private static final Pattern LINE = Pattern.compile("^[ \\t]*--[ \\t]*" + MARK + "(.*)$", Pattern.MULTILINE);
    private static final Pattern REVISION_NAME = Pattern.compile("[^\\s=]+");

    private final ScriptFile file;
    private final List<String> problems;
    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, Duration> timeouts = new TreeMap<>();
    private boolean read;

    private ScriptHeaderReader(ScriptFile file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** What the script's header says; a sentence for everything wrong in it is added to the problems. */
    static ScriptHeader read(ScriptFile script, List<String> problems) {
        // Few scripts have a header, and many catalogs have a thousand of them.
        return script.content().contains(MARK) ? new ScriptHeaderReader(script, problems).read() : ScriptHeader.NONE;
    }

    private ScriptHeader read() {
        String sql = Checksum.withoutByteOrderMark(file.content());
        int firstStatement = new Lexer(sql).next().map(Token::start).orElse(sql.length());
        Lines lines = new Lines(sql);
        for (Matcher line = LINE.matcher(sql); line.find();) {
            if (line.start() < firstStatement) {
                readLine(lines.at(line.start()), line.group(1).strip());
            } else if (isComment(sql, line.start())) {
                problem(lines.at(line.start()), "a header stands above the first statement: move it there.");
            }
        }
        return new ScriptHeader(value(REVISION), value(REVISES), Optional.ofNullable(timeouts.get(LOCK_TIMEOUT)),
                Optional.ofNullable(timeouts.get(STATEMENT_TIMEOUT)));
    }

    private void readLine(int number, String settings) {
        if (read) {
            problem(number, "a script has one header: write all of it into one line.");
        }
        read = true;
        for (String setting : settings.split(",", -1)) {
            readSetting(number, setting.strip());
        }
        if (values.containsKey(REVISES) && !values.containsKey(REVISION)) {
            problem(number, "revises says what came before a revision: name that too, revision=….");
        }
        if (values.containsKey(REVISION) && file.name().charAt(0) != Kind.VERSIONED.prefix()) {
            problem(number, "only a versioned script takes the place of a revision: take that out of the header.");
        }
    }

    private void readSetting(int number, String setting) {
        int sign = setting.indexOf('=');
        String key = sign < 0 ? setting : setting.substring(0, sign).strip();
        String value = sign < 0 ? "" : setting.substring(sign + 1).strip();
        if (!KEYS.contains(key)) {
            problem(number, "\"" + key + "\" is none of the settings of a header: " + String.join(", ", KEYS)
                    + " are, as in -- migrator: lock_timeout=10s, statement_timeout=5min.");
        } else if (values.put(key, value) != null) {
            problem(number, key + " is set twice.");
        } else if (key.endsWith("timeout")) {
            readTimeout(number, key, value);
        } else if (!REVISION_NAME.matcher(value).matches()) {
            problem(number, key + " is \"" + value + "\", and not the name of a revision, for example " + key + "=2fda6446e69f.");
        }
    }

    private void readTimeout(int number, String key, String value) {
        try {
            timeouts.put(key, DurationText.parseOrNone(value));
        } catch (IllegalArgumentException e) {
            problem(number, key + " is \"" + value + "\": " + e.getMessage() + ".");
        }
    }

    private Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Whether this offset lies in no literal. */
    private static boolean isComment(String sql, int offset) {
        Lexer lexer = new Lexer(sql);
        Optional<Token> token = lexer.next();
        while (token.isPresent() && token.get().end() <= offset) {
            token = lexer.next();
        }
        return token.isEmpty() || token.get().start() > offset;
    }

    private void problem(int line, String sentence) {
        problems.add(file.place() + " line " + line + ": " + sentence);
    }
}
