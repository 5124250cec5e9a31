package digital.market.migrator.database;

/** Spelling of names and values in SQL text. */
public final class Sql {

    private Sql() {
    }

    /**
     * A name as a quoted identifier.
     *
     * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS">Identifiers
     *      and Key Words</a>
     */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as a string constant that reads the same whatever {@code standard_conforming_strings} says. */
    public static String literal(String text) {
        String quoted = '\'' + text.replace("'", "''").replace("\\", "\\\\") + '\'';
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted;
    }
}
