package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Why a run failed, as far as it is known.
 *
 * @param outcome   what it means for the run
 * @param sentences whole sentences that an operator understands; several only where several things are wrong
 * @param advice    one sentence on what to do
 * @param script    the script that was running, e.g. {@code V3__payment_id.sql}
 * @param line      the line in that script where PostgreSQL saw the error, or else where the statement starts, counted from 1
 * @param statement the statement as it stands in the script
 * @param server    what PostgreSQL said
 */
public record Failure(Outcome outcome, List<String> sentences, Optional<String> advice, Optional<String> script,
                      Optional<Integer> line, Optional<Excerpt> statement, Optional<ServerError> server) {

    /**
     * A piece of SQL, and the place in it where PostgreSQL saw the error.
     *
     * @param text the SQL
     * @param mark the offset of that place in the text; none if it was not told
     */
    public record Excerpt(String text, Optional<Integer> mark) {
    }

    /**
     * PostgreSQL's own words (the fields of its ErrorResponse message).
     *
     * @param sqlState the five characters of the SQLSTATE
     * @param context  what was being executed, the innermost call first
     * @param query    the query of a function that failed
     */
    public record ServerError(String sqlState, String message, Optional<String> detail, Optional<String> hint, List<String> context,
                              Optional<Excerpt> query) {

        /** The same words, each text changed like this; a changed query is not marked. */
        public ServerError with(UnaryOperator<String> change) {
            return new ServerError(sqlState, change.apply(message), detail.map(change), hint.map(change), context.stream().map(change).toList(),
                    query.map(one -> change.apply(one.text()).equals(one.text()) ? one : new Excerpt(change.apply(one.text()), Optional.empty())));
        }
    }

    /** Keeps the list from being changed. */
    public Failure {
        sentences = List.copyOf(sentences);
    }

    /** A failure that one message tells. */
    public Failure(Outcome outcome, String message, Optional<String> advice, Optional<String> script, Optional<Integer> line,
                   Optional<Excerpt> statement, Optional<ServerError> server) {
        this(outcome, List.of(message), advice, script, line, statement, server);
    }

    /** The sentences, each in a line. */
    public String message() {
        return String.join("\n", sentences);
    }

    /** A failure that one sentence tells. */
    public static Failure of(Outcome outcome, String message) {
        return new Failure(outcome, message, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /** Several problems of one kind, reported at once. */
    public static Failure ofAll(Outcome outcome, List<String> problems) {
        return new Failure(outcome, problems, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same failure with another meaning for the run. */
    public Failure withOutcome(Outcome other) {
        return new Failure(other, sentences, advice, script, line, statement, server);
    }

    /** The same failure in other words. */
    public Failure withMessage(String sentence) {
        return new Failure(outcome, sentence, advice, script, line, statement, server);
    }

    /** The same failure with a sentence on what to do. */
    public Failure withAdvice(String sentence) {
        return new Failure(outcome, sentences, Optional.of(sentence), script, line, statement, server);
    }

    /** The same failure with how {@code repair} is run, if that is known: who sees a container that has ended does not know how to run one like it. */
    public Failure withRepairLine(Optional<String> line) {
        return line.map(known -> withAdvice(advice.map(before -> before + " ").orElse("") + "To repair: " + known)).orElse(this);
    }

    /** The same failure with what PostgreSQL said, if it said something. */
    public Failure withServer(Optional<ServerError> error) {
        return new Failure(outcome, sentences, advice, script, line, statement, error);
    }
}
