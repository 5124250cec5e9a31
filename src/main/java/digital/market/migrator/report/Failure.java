package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

/**
 * Why a run failed, as far as it is known.
 *
 * @param outcome   what it means for the run
 * @param message   a whole sentence that an operator understands
 * @param advice    one sentence on what to do
 * @param script    the script that was running, e.g. {@code V3__payment_id.sql}
 * @param line      the line in that script at which the statement starts, counted from 1
 * @param statement the statement as it stands in the script
 * @param server    what PostgreSQL said
 */
public record Failure(Outcome outcome, String message, Optional<String> advice, Optional<String> script,
                      Optional<Integer> line, Optional<String> statement, Optional<ServerError> server) {

    /**
     * PostgreSQL's own words (the fields of its ErrorResponse message).
     *
     * @param sqlState the five characters of the SQLSTATE
     */
    public record ServerError(String sqlState, String message, Optional<String> detail, Optional<String> hint) {
    }

    /** A failure that one sentence tells. */
    public static Failure of(Outcome outcome, String message) {
        return new Failure(outcome, message, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /** Several problems of one kind, reported at once. */
    public static Failure ofAll(Outcome outcome, List<String> problems) {
        return of(outcome, String.join("\n", problems));
    }

    /** The same failure with another meaning for the run. */
    public Failure withOutcome(Outcome other) {
        return new Failure(other, message, advice, script, line, statement, server);
    }

    /** The same failure in other words. */
    public Failure withMessage(String sentence) {
        return new Failure(outcome, sentence, advice, script, line, statement, server);
    }

    /** The same failure with a sentence on what to do. */
    public Failure withAdvice(String sentence) {
        return new Failure(outcome, message, Optional.of(sentence), script, line, statement, server);
    }

    /** The same failure with how {@code repair} is run, if that is known: who sees a container that has ended does not know how to run one like it. */
    public Failure withRepairLine(Optional<String> line) {
        return line.map(known -> withAdvice(advice.map(before -> before + " ").orElse("") + "To repair: " + known)).orElse(this);
    }

    /** The same failure with what PostgreSQL said, if it said something. */
    public Failure withServer(Optional<ServerError> error) {
        return new Failure(outcome, message, advice, script, line, statement, error);
    }
}
