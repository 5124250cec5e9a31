package digital.market.migrator.migration;

import digital.market.migrator.database.SqlStates;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something of its session alone that a script makes: it is gone before the next script.
 *
 * @param what what it is and what it is called
 * @param name as PostgreSQL's messages have it
 */
record Temporary(String script, int line, String what, String name) {

    /** Undefined table, function, object, prepared statement, cursor; a sequence without a value in this session. */
    private static final Set<String> NOT_THERE = Set.of("42P01", "42883", "42704", "26000", "34000", "55000");

    private static final Set<String> FIRST_WORDS = Set.of("CREATE", "SELECT", "WITH", "PREPARE", "DECLARE");

    private static final String NAME = "(?<name>\"(?:[^\"]|\"\")*\"|\\S+)";

    private static final Pattern OBJECT = Pattern.compile("CREATE (?:GLOBAL |LOCAL |OR REPLACE )*TEMP(?:ORARY)? (?:RECURSIVE )?"
            + "(?<kind>TABLE|VIEW|SEQUENCE) (?:IF NOT EXISTS )?(?:PG_TEMP\\.)?" + NAME + ".*");
    private static final Pattern IN_PG_TEMP = Pattern.compile("CREATE (?:OR REPLACE )?(?<kind>\\w+)(?: \\w+)*? (?:IF NOT EXISTS )?PG_TEMP\\." + NAME + ".*");
    private static final Pattern INTO = Pattern.compile("(?:SELECT|WITH) .*?\\bINTO (?:GLOBAL |LOCAL )?TEMP(?:ORARY)? (?<kind>(?:TABLE )?)" + NAME + ".*");
    private static final Pattern STATEMENT = Pattern.compile("(?<kind>PREPARE) " + NAME + ".*");
    private static final Pattern CURSOR = Pattern.compile("(?<kind>DECLARE) " + NAME + ".*\\bWITH HOLD\\b.*");
    private static final List<Pattern> ALL = List.of(OBJECT, IN_PG_TEMP, INTO, STATEMENT, CURSOR);

    /** What one of these scripts made and the error misses: plain Flyway would let the next script have it. */
    static Optional<Temporary> missed(SQLException error, List<Migration> scripts, Placeholders placeholders) {
        if (!NOT_THERE.contains(SqlStates.of(error))) {
            return Optional.empty();
        }
        String message = SqlStates.message(error);
        return scripts.stream().flatMap(script -> Statements.in(script.sql(placeholders)).stream().flatMap(statement -> in(script, statement)))
                .filter(made -> made.isNamedIn(message)).reduce((older, newer) -> newer);
    }

    /** What to do without it. */
    String advice() {
        return script + " makes the temporary " + what + " in line " + line + ", and each script starts from a fresh session, unlike with Flyway's "
                + "own command: nothing temporary reaches the next one. Make it in the script that uses it, or make it an ordinary one.";
    }

    private boolean isNamedIn(String message) {
        return Pattern.compile("(?<!\\w)" + Pattern.quote(name) + "(?!\\w)").matcher(message).find();
    }

    private static Stream<Temporary> in(Migration script, Statement statement) {
        if (statement.topLevelWords().findFirst().filter(FIRST_WORDS::contains).isEmpty()) {
            return Stream.empty();
        }
        String words = statement.words();
        return ALL.stream().map(pattern -> pattern.matcher(words)).filter(Matcher::matches).limit(1).map(found -> {
            String name = plain(found.group("name"));
            return new Temporary(script.script(), statement.line(), kind(found.group("kind")) + " " + name, name);
        });
    }

    private static String kind(String word) {
        return switch (word) {
            case "PREPARE" -> "prepared statement";
            case "DECLARE" -> "cursor";
            case "", "TABLE " -> "table";
            default -> word.toLowerCase(Locale.ROOT);
        };
    }

    private static String plain(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name.toLowerCase(Locale.ROOT);
    }
}
