package digital.market.migrator.migration;

import digital.market.migrator.migration.Token.Type;

import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Statements as {@code psql} has to read them.
 *
 * <p>Outside literals and comments it takes {@code :name}, {@code :'name'} and {@code :"name"} for a variable of its own; an
 * array's slice, {@code a[1:n]}, may look like that. A blank behind the colon means the same to PostgreSQL, and nothing to
 * {@code psql}.
 *
 * <p>It reads line by line, and takes what continues an escape string behind a line break for an ordinary one, in which
 * {@code \'} ends it. As one part both read it alike.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-INTERPOLATION">SQL Interpolation</a>
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS">String Constants</a>
 */
final class PsqlText {

    private PsqlText() {
    }

    /** The statement as it stands, but for such blanks and such line breaks. */
    static String of(Statement statement) {
        String sql = statement.text();
        if (sql.indexOf(':') < 0 && sql.indexOf('\\') < 0) {
            return sql;
        }
        StringBuilder text = new StringBuilder(sql.length());
        int position = 0;
        Optional<Token> colon = Optional.empty();
        for (Token token : statement.tokens().toList()) {
            text.append(sql, position, token.start());
            if (token.type() != Type.SYMBOL && colon.filter(before -> before.end() == token.start()).isPresent()) {
                text.append(' ');
            }
            // The second of two is a part of "::".
            colon = colon.isEmpty() && token.is(':', sql) ? Optional.of(token) : Optional.empty();
            text.append(token.type() == Type.STRING ? joined(token.in(sql)) : token.in(sql));
            position = token.end();
        }
        return text.append(sql, position, sql.length()).toString();
    }

    private static String joined(String literal) {
        if (!literal.regionMatches(true, 0, "E'", 0, 2)) {
            return literal;
        }
        StringBuilder text = new StringBuilder(literal.length()).append(literal, 0, 2);
        Matcher gap = Lexer.CONTINUATION.matcher(literal);
        for (int i = 2; i < literal.length();) {
            boolean pair = literal.charAt(i) == '\\' || literal.startsWith("''", i);
            if (!pair && literal.charAt(i) == '\'' && gap.region(i + 1, literal.length()).lookingAt()) {
                i = gap.end();
            } else {
                int end = pair ? i + 2 : i + 1;
                text.append(literal, i, end);
                i = end;
            }
        }
        return text.toString();
    }
}
