package digital.market.migrator.database;

import java.util.stream.Collectors;

import digital.market.migrator.report.Printable;

/** Spelling of names and values in SQL text. */
public final class Sql {

    private Sql() {
    }

    /**
     * A name as a quoted identifier, to be executed, shown or pasted: one that cannot be shown as it is has Unicode escapes.
     *
     * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS">Identifiers
     *      and Key Words</a>
     */
    public static String identifier(String name) {
        return Printable.isPrintable(name) ? inList(name) : "U&" + inList(name.replace("\\", "\\\\").codePoints().mapToObj(Sql::escaped)
                .collect(Collectors.joining()));
    }

    /** A name in the value of {@code search_path}, or in a text that becomes a {@code regclass}: there are no escapes there. */
    public static String inList(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** As a pair of surrogates where it takes two, which PostgreSQL understands. */
    private static String escaped(int character) {
        String one = Character.toString(character);
        return Printable.isPrintable(one) ? one : one.chars().mapToObj("\\%04X"::formatted).collect(Collectors.joining());
    }

    /** A text as a string constant that reads the same whatever {@code standard_conforming_strings} says. */
    public static String literal(String text) {
        String quoted = '\'' + text.replace("'", "''").replace("\\", "\\\\") + '\'';
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted;
    }
}
