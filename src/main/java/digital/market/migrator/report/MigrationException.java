package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

/**
 * The one exception that leaves a layer: what went wrong in words for an operator, and the outcome that it means.
 *
 * <p>The message is a whole sentence (or several, where several things are wrong) and never holds a secret.
 */
public class MigrationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final transient Optional<Report> report;

    /** A failure that one sentence tells. */
    public MigrationException(Outcome outcome, String message) {
        this(Failure.of(outcome, message), null);
    }

    /** A failure that one sentence tells, and what caused it. */
    public MigrationException(Outcome outcome, String message, Throwable cause) {
        this(Failure.of(outcome, message), cause);
    }

    /** A failure with all that is known about it. */
    public MigrationException(Failure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
        this.report = Optional.empty();
    }

    /** The failure of a run that had begun, with what it did before it failed. */
    public MigrationException(Report report, MigrationException cause) {
        super(report.failure().orElse(cause.failure).message(), cause);
        this.failure = report.failure().orElse(cause.failure);
        this.report = Optional.of(report);
    }

    /** Several problems of one kind, reported at once. */
    public static MigrationException ofAll(Outcome outcome, List<String> problems) {
        return new MigrationException(Failure.ofAll(outcome, problems), null);
    }

    /** The same failure with another meaning for the run. */
    public MigrationException as(Outcome outcome) {
        MigrationException same = new MigrationException(failure.withOutcome(outcome), this);
        return report.map(done -> new MigrationException(done.withFailure(same.failure), same)).orElse(same);
    }

    /** What the failure means for the run. */
    public Outcome outcome() {
        return failure.outcome();
    }

    /** All that is known about the failure. */
    public Failure failure() {
        return failure;
    }

    /** What the run did before it failed; none if it failed before it had a database. */
    public Optional<Report> report() {
        return report;
    }
}
