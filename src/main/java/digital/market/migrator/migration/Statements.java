package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the statements of a script as {@code psql} does: a semicolon ends one, unless it stands in a literal, a name, a
 * comment, parentheses (the actions of {@code CREATE RULE}) or the {@code BEGIN ATOMIC … END} body of a routine. The data
 * of {@code COPY … FROM STDIN} reaches to a line {@code \.}.
 */
final class Statements {

    /** Something that a script begins and does not end; {@code what} is the end of a sentence. */
    record Flaw(int line, String what) {
    }

    /** What lies between two statements; only semicolons stand there beside comments and white space. */
    private record Gap(int start, int end) {
    }

    private static final Set<String> ROUTINES = Set.of("CREATE FUNCTION", "CREATE PROCEDURE",
            "CREATE OR REPLACE FUNCTION", "CREATE OR REPLACE PROCEDURE");
    private static final int WORDS_THAT_TELL_A_ROUTINE = 4;

    private final String sql;
    private final Lexer lexer;
    private final Lines lines;
    private final List<Statement> found = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private int behindLast;
    private Optional<Flaw> flaw = Optional.empty();
    private Draft draft = new Draft();

    private Statements(String sql) {
        this.sql = sql;
        this.lexer = new Lexer(sql);
        this.lines = new Lines(sql);
    }

    /** The statements of this script, in its order; empty ones are left out. */
    static List<Statement> in(String sql) {
        return of(sql).all();
    }

    /** The statements of this script, and what is wrong with it. */
    static Statements of(String sql) {
        Statements statements = new Statements(sql);
        statements.split();
        return statements;
    }

    /** The statements, in the order of the script. */
    List<Statement> all() {
        return List.copyOf(found);
    }

    /** The comments and the white space before the statement of this index, or, at the last index, behind all of them. */
    String before(int index) {
        String text = sql.substring(gaps.get(index).start(), gaps.get(index).end());
        StringBuilder comments = new StringBuilder(text);
        List<Token> semicolons = new ArrayList<>();
        Lexer gap = new Lexer(text);
        for (Optional<Token> token = gap.next(); token.isPresent(); token = gap.next()) {
            semicolons.add(0, token.get());
        }
        semicolons.forEach(semicolon -> comments.deleteCharAt(semicolon.start()));
        return comments.toString();
    }

    /** What the script begins and does not end: a literal, a name, a comment, a parenthesis, a body, the data of a COPY. */
    Optional<Flaw> flaw() {
        return flaw;
    }

    private void split() {
        for (Optional<Token> token = lexer.next(); token.isPresent(); token = lexer.next()) {
            if (token.get().is(';', sql) && draft.canEnd()) {
                finish();
            } else {
                draft.add(token.get());
            }
        }
        int line = lines.at(draft.isEmpty() ? 0 : draft.start);
        flaw = flaw.or(() -> lexer.open().map(open -> new Flaw(lines.at(open.start()), open.what() + " never ends")))
                .or(() -> draft.open().map(what -> new Flaw(line, what + " of this statement never ends")));
        if (!draft.isEmpty()) {
            add(line, Optional.empty());
        }
        gaps.add(new Gap(behindLast, sql.length()));
    }

    private void finish() {
        if (!draft.isEmpty()) {
            int line = lines.at(draft.start);
            add(line, draft.copiesFromStdin ? Optional.of(copyData(line)) : Optional.empty());
        }
        draft = new Draft();
    }

    private void add(int line, Optional<String> copyData) {
        gaps.add(new Gap(behindLast, draft.start));
        found.add(new Statement(line, sql.substring(draft.start, draft.end), copyData));
        behindLast = copyData.isPresent() ? lexer.position() : draft.end;
    }

    /** Reads the lines of data, which begin in the line after the semicolon. */
    private String copyData(int line) {
        int start = endOfLine(lexer.position());
        if (holdsStatement(sql.substring(lexer.position(), start))) {
            flaw = Optional.of(new Flaw(line, "a statement stands behind this COPY, in the line before its data: put it behind the line \\."));
        }
        int position = start;
        while (position < sql.length()) {
            int next = endOfLine(position);
            if (sql.substring(position, next).strip().equals("\\.")) {
                lexer.moveTo(next);
                return sql.substring(start, position);
            }
            position = next;
        }
        lexer.moveTo(sql.length());
        flaw = Optional.of(new Flaw(line, "the data of this COPY never ends: a line \\. ends it"));
        return sql.substring(start);
    }

    private static boolean holdsStatement(String rest) {
        Lexer tokens = new Lexer(rest);
        Optional<Token> token = tokens.next();
        while (token.isPresent() && token.get().is(';', rest)) {
            token = tokens.next();
        }
        return token.isPresent() || tokens.open().isPresent();
    }

    private int endOfLine(int from) {
        int lineFeed = sql.indexOf('\n', from);
        return lineFeed < 0 ? sql.length() : lineFeed + 1;
    }

    /** The statement that is being read. */
    private final class Draft {

        private int start = -1;
        private int end = -1;
        private int parentheses;
        private int blocks;
        private boolean copiesFromStdin;
        private final List<String> firstWords = new ArrayList<>();
        private Optional<Token> last = Optional.empty();

        private boolean isEmpty() {
            return start < 0;
        }

        private boolean canEnd() {
            return parentheses == 0 && blocks == 0;
        }

        /** What keeps the statement from ending. */
        private Optional<String> open() {
            return parentheses > 0 ? Optional.of("a parenthesis")
                    : blocks > 0 ? Optional.of("the BEGIN ATOMIC body") : Optional.empty();
        }

        private void add(Token token) {
            start = isEmpty() ? token.start() : start;
            end = token.end();
            if (token.is('(', sql)) {
                parentheses++;
            } else if (token.is(')', sql)) {
                parentheses = Math.max(0, parentheses - 1);
            } else if (token.type() == Token.Type.WORD && parentheses == 0) {
                addWord(token);
            }
            last = Optional.of(token);
        }

        private void addWord(Token word) {
            if (firstWords.size() < WORDS_THAT_TELL_A_ROUTINE) {
                firstWords.add(word.upperCase(sql));
            }
            if (word.is("STDIN", sql) && lastIs("FROM") && firstWords.get(0).equals("COPY")) {
                copiesFromStdin = true;
            }
            if (blocks == 0) {
                blocks = word.is("ATOMIC", sql) && lastIs("BEGIN") && isRoutine() ? 1 : 0;
            } else if (!isName()) {
                blocks += word.is("CASE", sql) ? 1 : word.is("END", sql) ? -1 : 0;
            }
        }

        /** Behind a dot or {@code AS}, even a reserved word is a name. */
        private boolean isName() {
            return lastIs("AS") || last.filter(token -> token.is('.', sql)).isPresent();
        }

        private boolean lastIs(String keyword) {
            return last.filter(token -> token.is(keyword, sql)).isPresent();
        }

        private boolean isRoutine() {
            return ROUTINES.contains(String.join(" ", firstWords))
                    || ROUTINES.contains(String.join(" ", firstWords.subList(0, Math.min(2, firstWords.size()))));
        }
    }
}
