package digital.market.migrator.migration;

import digital.market.migrator.migration.Token.Type;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes SQL text apart as PostgreSQL does (its documentation, "Lexical Structure", and {@code scan.l}), as far as that
 * is needed to find statements and their keywords: comments and white space are passed over, literals and names stay
 * whole. {@code standard_conforming_strings} is taken to be on, as it is unless somebody turns it off.
 */
final class Lexer {

    /** What begins and never ends, and the offset at which it begins. */
    record Open(int start, String what) {
    }

    /** Between the parts of one literal stand white space with a line break in it, and comments up to the line's end. */
    static final Pattern CONTINUATION =
            Pattern.compile("(?:[ \\t\\f\\x0B]|--[^\\r\\n]*)*[\\r\\n](?:[ \\t\\f\\x0B\\r\\n]|--[^\\r\\n]*[\\r\\n])*'");

    private static final Pattern DOLLAR_QUOTE =
            Pattern.compile("\\$(?:[A-Za-z_\\x80-\\x{10FFFF}][A-Za-z_0-9\\x80-\\x{10FFFF}]*)?\\$");

    private final String sql;
    private int position;
    private Optional<Open> open = Optional.empty();

    Lexer(String sql) {
        this.sql = sql;
    }

    /** The next token; none at the end of the text. */
    Optional<Token> next() {
        skipSpaceAndComments();
        if (position >= sql.length()) {
            return Optional.empty();
        }
        int start = position;
        Type type = read(sql.charAt(start));
        return Optional.of(new Token(type, start, position));
    }

    /** What the text begins and does not end; known once the end was reached. */
    Optional<Open> open() {
        return open;
    }

    /** The offset behind the token read last. */
    int position() {
        return position;
    }

    /** Goes on reading at this offset. */
    void moveTo(int offset) {
        position = offset;
    }

    private void skipSpaceAndComments() {
        while (position < sql.length()) {
            if (isSpace(sql.charAt(position))) {
                position++;
            } else if (sql.startsWith("--", position)) {
                skipLine();
            } else if (sql.startsWith("/*", position)) {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipLine() {
        while (position < sql.length() && sql.charAt(position) != '\n' && sql.charAt(position) != '\r') {
            position++;
        }
    }

    private void skipBlockComment() {
        int start = position;
        int depth = 0;
        do {
            if (sql.startsWith("/*", position)) {
                depth++;
                position += 2;
            } else if (sql.startsWith("*/", position)) {
                depth--;
                position += 2;
            } else {
                position++;
            }
        } while (depth > 0 && position < sql.length());
        if (depth > 0) {
            neverEnds(start, "the comment");
        }
    }

    private Type read(char c) {
        return switch (c) {
            case '\'' -> string(0, false);
            case '"' -> quotedName(0);
            case '$' -> dollar();
            case 'e', 'E' -> follows(1, '\'') ? string(1, true) : word();
            case 'b', 'B', 'x', 'X', 'n', 'N' -> follows(1, '\'') ? string(1, false) : word();
            case 'u', 'U' -> unicode();
            default -> isNameStart(c) ? word() : isDigit(c) ? number() : symbol();
        };
    }

    private Type unicode() {
        if (follows(1, '&') && follows(2, '\'')) {
            return string(2, false);
        }
        return follows(1, '&') && follows(2, '"') ? quotedName(2) : word();
    }

    private Type string(int prefix, boolean escapes) {
        int start = position;
        position += prefix;
        do {
            skipQuoted('\'', escapes, start, "the literal");
        } while (escapes && continues());
        return Type.STRING;
    }

    /** Whether an escape string goes on behind a line break; the next part then knows escapes too. */
    private boolean continues() {
        Matcher gap = CONTINUATION.matcher(sql).region(position, sql.length());
        boolean found = gap.lookingAt();
        if (found) {
            position = gap.end() - 1;
        }
        return found;
    }

    private Type quotedName(int prefix) {
        int start = position;
        position += prefix;
        skipQuoted('"', false, start, "the quoted name");
        return Type.QUOTED_NAME;
    }

    /** A quote that is doubled, or escaped where that is possible, does not end the token. */
    private void skipQuoted(char quote, boolean escapes, int start, String what) {
        position++;
        while (position < sql.length()) {
            char c = sql.charAt(position);
            if (c == '\\' && escapes || c == quote && follows(1, quote)) {
                position += 2;
            } else if (c == quote) {
                position++;
                return;
            } else {
                position++;
            }
        }
        neverEnds(start, what);
    }

    private Type dollar() {
        if (position + 1 < sql.length() && isDigit(sql.charAt(position + 1))) {
            position++;
            skipDigits();
            return Type.PARAMETER;
        }
        Matcher quote = DOLLAR_QUOTE.matcher(sql).region(position, sql.length());
        if (!quote.lookingAt()) {
            return symbol();
        }
        int start = position;
        int end = sql.indexOf(quote.group(), quote.end());
        if (end < 0) {
            neverEnds(start, "the literal in " + quote.group());
        } else {
            position = end + quote.group().length();
        }
        return Type.DOLLAR_STRING;
    }

    private Type word() {
        while (position < sql.length() && isNamePart(sql.charAt(position))) {
            position++;
        }
        return Type.WORD;
    }

    private Type number() {
        skipDigits();
        return Type.NUMBER;
    }

    private Type symbol() {
        position++;
        return Type.SYMBOL;
    }

    private void skipDigits() {
        while (position < sql.length() && isDigit(sql.charAt(position))) {
            position++;
        }
    }

    private void neverEnds(int start, String what) {
        position = sql.length();
        open = Optional.of(new Open(start, what));
    }

    private boolean follows(int distance, char c) {
        return position + distance < sql.length() && sql.charAt(position + distance) == c;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= '\u0080';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == '$';
    }
}
