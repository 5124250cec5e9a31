package digital.market.migrator.migration;

/**
 * Text in dollar quotes, whatever it holds.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-DOLLAR-QUOTING">Dollar-Quoted String
 *      Constants</a>
 */
final class DollarQuote {

    private DollarQuote() {
    }

    /** The text between two of the first tag of this name that does not end it too early. */
    static String of(String name, String text) {
        String tag = '$' + name + '$';
        for (int i = 2; (text + tag).indexOf(tag) < text.length(); i++) {
            tag = '$' + name + i + '$';
        }
        return tag + text + tag;
    }

    /** {@code DO} with a body of PL/pgSQL, as a whole statement. */
    static String block(String name, String body) {
        return "DO " + of(name, "\n" + body) + ";\n";
    }
}
