package digital.market.migrator.migration;

import java.util.Locale;

/**
 * A piece of SQL text that the lexer does not take apart.
 *
 * @param start the offset of its first character
 * @param end   the offset behind its last character
 */
record Token(Type type, int start, int end) {

    enum Type {
        /** A keyword or an identifier without quotes. */
        WORD,
        /** An identifier in double quotes. */
        QUOTED_NAME,
        /** A literal in single quotes, of whatever kind. */
        STRING,
        /** A literal in dollar quotes. */
        DOLLAR_STRING,
        NUMBER,
        /** A parameter such as {@code $1}. */
        PARAMETER,
        /** Any other character. */
        SYMBOL
    }

    /** The token as it stands in the text. */
    String in(String sql) {
        return sql.substring(start, end);
    }

    /** A word in capitals; anything else as it stands in the text. */
    String upperCase(String sql) {
        return type == Type.WORD ? in(sql).toUpperCase(Locale.ROOT) : in(sql);
    }

    /** Whether this is the given character, and no part of a literal or a name. */
    boolean is(char symbol, String sql) {
        return type == Type.SYMBOL && sql.charAt(start) == symbol;
    }

    /** Whether this is the given keyword. */
    boolean is(String keyword, String sql) {
        return type == Type.WORD && end - start == keyword.length()
                && sql.regionMatches(true, start, keyword, 0, keyword.length());
    }
}
