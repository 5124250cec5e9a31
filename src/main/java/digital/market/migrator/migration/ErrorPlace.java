package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import digital.market.migrator.database.SqlStates;
import digital.market.migrator.migration.ScriptFailure.Place;
import digital.market.migrator.report.Failure.Excerpt;
import digital.market.migrator.report.Failure.ServerError;

/**
 * Where in a script's file PostgreSQL saw an error.
 *
 * @param line      the line, or else that in which the statement starts
 * @param statement the statement as the file has it: what stands for a placeholder may be a secret
 */
record ErrorPlace(int line, Optional<Excerpt> statement) {

    /** The outermost context of an error within a {@code DO}, in whatever language. */
    private static final Pattern LINE_OF_BLOCK = Pattern.compile("PL/pgSQL.*inline_code_block\\D*(\\d+).*", Pattern.DOTALL);
    private static final Pattern LINE_OF_DATA = Pattern.compile("COPY .*?, \\S+ (\\d+)(?:, .*)?", Pattern.DOTALL);

    static ErrorPlace of(Place place, SQLException error) {
        return place.text().find(place.line(), place.executed())
                .map(start -> at(start, place, error))
                .orElseGet(() -> new ErrorPlace(place.line(), Optional.empty()));
    }

    private static ErrorPlace at(int start, Place place, SQLException error) {
        ScriptText text = place.text();
        String executed = place.executed();
        int comment = new Lexer(executed).next().map(Token::start).orElse(0);
        int first = start + comment;
        String written = text.written(first, start + executed.stripTrailing().length());
        Optional<Integer> seen = SqlStates.position(error, executed).map(offset -> Math.max(first, start + offset));
        int line = seen.map(text::line).or(() -> lineOfBlock(text, first, executed.substring(comment), error))
                .or(() -> lineOfData(text, start + executed.length(), error)).orElseGet(() -> text.line(first));
        return new ErrorPlace(line, Optional.of(new Excerpt(written, seen.map(at -> text.inFile(at) - text.inFile(first)))));
    }

    /** PL/pgSQL counts from the line in which the block's quote begins. */
    private static Optional<Integer> lineOfBlock(ScriptText text, int start, String statement, SQLException error) {
        List<String> context = context(error);
        return context.isEmpty() ? Optional.empty() : number(LINE_OF_BLOCK, context.get(context.size() - 1))
                .flatMap(line -> new Statement(1, statement, Optional.empty()).tokens().filter(token -> token.type() == Token.Type.STRING || token.type() == Token.Type.DOLLAR_STRING).findFirst()
                        .map(body -> text.line(start + body.start()) + line - 1));
    }

    /** The data of a {@code COPY} begin in the line after it. */
    private static Optional<Integer> lineOfData(ScriptText text, int end, SQLException error) {
        int endOfLine = text.executed().indexOf('\n', end);
        return endOfLine < 0 ? Optional.empty() : context(error).stream().flatMap(entry -> number(LINE_OF_DATA, entry).stream()).findFirst()
                .map(row -> text.line(endOfLine) + row);
    }

    private static Optional<Integer> number(Pattern pattern, String entry) {
        Matcher found = pattern.matcher(entry);
        return found.matches() && found.group(1).length() < 9 ? Optional.of(Integer.valueOf(found.group(1))) : Optional.empty();
    }

    private static List<String> context(SQLException error) {
        return SqlStates.words(error).map(ServerError::context).orElse(List.of());
    }
}
