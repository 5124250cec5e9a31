package digital.market.migrator.migration;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * One statement of a script.
 *
 * @param line     the line of its first character that is no comment, counted from 1
 * @param text     from that character to the last before the semicolon
 * @param copyData the lines that follow a {@code COPY … FROM STDIN}, line ends included, without the closing {@code \.}
 */
record Statement(int line, String text, Optional<String> copyData) {

    /**
     * The keywords and names in capitals, with single spaces between them: comments, literals and signs are left out, the
     * parts of a qualified name stay together, names in quotes keep quotes and letters. Enough to tell what the
     * statement does.
     */
    String words() {
        Words words = new Words(text);
        StringBuilder all = new StringBuilder();
        for (Optional<String> word = words.next(); word.isPresent(); word = words.next()) {
            all.append(all.isEmpty() ? "" : " ").append(word.get());
        }
        return all.toString();
    }

    /** The words that stand outside parentheses, one by one. */
    Stream<String> topLevelWords() {
        Words words = new Words(text);
        return Stream.iterate(words.nextAtTopLevel(), Optional::isPresent, word -> words.nextAtTopLevel())
                .map(Optional::get);
    }

    /** All tokens of the statement, one by one; offsets count from the beginning of {@link #text}. */
    Stream<Token> tokens() {
        Lexer lexer = new Lexer(text);
        return Stream.iterate(lexer.next(), Optional::isPresent, token -> lexer.next()).map(Optional::get);
    }
}
