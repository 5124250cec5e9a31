package digital.market.migrator.schema;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import digital.market.migrator.database.Sql;

/**
 * One object of a schema, as one line tells it, e.g. {@code column users.telegram_id bigint NOT NULL}.
 *
 * @param kind       what it is
 * @param table      the table (or view) that it belongs to, or is; none for what stands alone
 * @param name       its name as it is, without quotes; of a function with the types of its arguments, as SQL spells them
 * @param definition all the rest, as SQL spells it, without the name of the schema; may be empty
 */
public record SchemaObject(ObjectKind kind, Optional<String> table, String name, String definition) {

    /** By table, then what stands alone; the order is that of characters, whatever the locale. */
    public static final Comparator<SchemaObject> ORDER = Comparator
            .comparing((SchemaObject object) -> object.table.isEmpty())
            .thenComparing(object -> object.table.orElse(""))
            .thenComparing(SchemaObject::kind)
            .thenComparing(SchemaObject::name);

    private static final String NAME = "((?:U&)?\"(?:[^\"]|\"\")+\"|[^\\s\".(]+)";
    private static final String DEFINITION = "(?: ((?s:.*)))?";
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");
    private static final Pattern PART = Pattern.compile(NAME + "\\." + NAME + DEFINITION);
    private static final Pattern ALONE = Pattern.compile(NAME + DEFINITION);
    private static final Pattern FUNCTION = Pattern.compile("(" + NAME + "\\((?:\"[^\"]*\"|[^\")])*\\))" + DEFINITION);
    private static final Pattern QUOTED = Pattern.compile("(U&)?(\"(?:[^\"]|\"\")+\")");
    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(\\\\|[0-9A-F]{4})");
    private static final Pattern OWNER = Pattern.compile("(?:OWNED BY|IDENTITY OF) " + NAME + "\\.");

    /** An object; a table is its own table, and a sequence belongs to the table whose column owns it. */
    static SchemaObject of(ObjectKind kind, String table, String name, String definition) {
        Optional<String> belongsTo = kind.isTable() ? Optional.of(name)
                : kind.isPart() ? Optional.of(table)
                : kind == ObjectKind.SEQUENCE ? owner(definition)
                : Optional.empty();
        return new SchemaObject(kind, belongsTo, name, definition);
    }

    /**
     * The object that a line tells of.
     *
     * @throws IllegalArgumentException if it tells of none
     */
    static SchemaObject parse(String line) {
        return Stream.of(ObjectKind.values())
                .filter(kind -> line.startsWith(kind.word() + " "))
                .findFirst()
                .flatMap(kind -> parse(kind, line.substring(kind.word().length() + 1)))
                .orElseThrow(() -> new IllegalArgumentException("\"" + line + "\" tells of no object of a schema"));
    }

    private static Optional<SchemaObject> parse(ObjectKind kind, String rest) {
        Matcher matcher = (kind.isPart() ? PART : kind == ObjectKind.FUNCTION ? FUNCTION : ALONE).matcher(rest);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String definition = Optional.ofNullable(matcher.group(matcher.groupCount())).orElse("");
        String name = kind == ObjectKind.FUNCTION ? withoutEscapes(matcher.group(1)) : unquoted(matcher.group(kind.isPart() ? 2 : 1));
        return Optional.of(of(kind, kind.isPart() ? unquoted(matcher.group(1)) : "", name, definition));
    }

    /** What it is called, e.g. {@code column users.telegram_id}; no two objects of a schema are called the same. */
    public String what() {
        return kind.word() + " " + (kind.isPart() ? spelled(table.orElseThrow()) + "." : "") + (kind == ObjectKind.FUNCTION ? inOneLine(name) : spelled(name));
    }

    /** The whole line. */
    public String line() {
        return definition.isEmpty() ? what() : what() + " " + definition;
    }

    private static Optional<String> owner(String definition) {
        Matcher owner = OWNER.matcher(definition);
        return owner.find() ? Optional.of(unquoted(owner.group(1))) : Optional.empty();
    }

    /** In quotes where that is needed to read it; PostgreSQL's own function depends on the release's keywords. */
    private static String spelled(String name) {
        return PLAIN.matcher(name).matches() ? name : inOneLine(Sql.identifier(name));
    }

    private static String unquoted(String spelled) {
        String quoted = withoutEscapes(spelled);
        return quoted.startsWith("\"") ? quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"") : quoted;
    }

    /**
     * SQL text in which names with a line break are spelled with Unicode escapes, since an object is one line.
     *
     * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS">Identifiers
     *      and Key Words</a>
     */
    private static String inOneLine(String sql) {
        return !LINE_END.matcher(sql).find() ? sql : QUOTED.matcher(sql).replaceAll(quoted -> Matcher.quoteReplacement(escaped(quoted.group())));
    }

    private static String escaped(String quoted) {
        String escaped = quoted.replace("\\", "\\\\").replace("\n", "\\000A").replace("\r", "\\000D");
        return LINE_END.matcher(quoted).find() ? "U&" + escaped : quoted;
    }

    private static String withoutEscapes(String sql) {
        return QUOTED.matcher(sql).replaceAll(quoted -> Matcher.quoteReplacement(
                quoted.group(1) == null ? quoted.group() : ESCAPE.matcher(quoted.group(2)).replaceAll(SchemaObject::character)));
    }

    private static String character(MatchResult escape) {
        return Matcher.quoteReplacement(escape.group(1).equals("\\") ? "\\" : Character.toString(Integer.parseInt(escape.group(1), 16)));
    }
}
