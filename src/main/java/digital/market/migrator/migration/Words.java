package digital.market.migrator.migration;

import digital.market.migrator.migration.Token.Type;

import java.util.Optional;

/** Reads the words of a statement: see {@link Statement#words()}. */
final class Words {

    private final String sql;
    private final Lexer lexer;
    private Optional<Token> ahead;
    private int parentheses;

    Words(String sql) {
        this.sql = sql;
        this.lexer = new Lexer(sql);
        this.ahead = lexer.next();
    }

    /** The next word. */
    Optional<String> next() {
        while (ahead.isPresent() && !isWord(ahead.get())) {
            countParentheses(ahead.get());
            ahead = lexer.next();
        }
        return ahead.isEmpty() ? Optional.empty() : Optional.of(qualified(ahead.get()));
    }

    /** The next word outside parentheses. */
    Optional<String> nextAtTopLevel() {
        Optional<String> word = next();
        while (word.isPresent() && parentheses > 0) {
            word = next();
        }
        return word;
    }

    /** The word and what is joined to it by dots; {@code ahead} is the token behind it all. */
    private String qualified(Token first) {
        StringBuilder word = new StringBuilder(first.upperCase(sql));
        ahead = lexer.next();
        while (ahead.isPresent() && ahead.get().is('.', sql)) {
            ahead = lexer.next();
            if (ahead.isPresent() && isWord(ahead.get())) {
                word.append('.').append(ahead.get().upperCase(sql));
                ahead = lexer.next();
            }
        }
        return word.toString();
    }

    private void countParentheses(Token token) {
        parentheses += token.is('(', sql) ? 1 : token.is(')', sql) ? -1 : 0;
    }

    private static boolean isWord(Token token) {
        return token.type() == Type.WORD || token.type() == Type.QUOTED_NAME || token.type() == Type.NUMBER;
    }
}
