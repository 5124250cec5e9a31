package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonObjectBuilder;

/** What one run of a command did to one target, or found there. Each command has a report of its own. */
public interface Report {

    /** What every report begins with. */
    Header header();

    /** Why the run did not reach what was asked for, if it did not. */
    Optional<Failure> failure();

    /** The whole run in one sentence if it went well. */
    String success();

    /** What was done or found, line by line, for people. */
    List<String> lines();

    /**
     * Adds what was done or found for machines. The names of the fields are stable; what has nothing to say is left out,
     * but a list that is empty.
     */
    void addTo(JsonObjectBuilder json);

    /** What the run was to commit, without learning whether it did. */
    default Unanswered unanswered() {
        return Unanswered.NOTHING;
    }

    /** The same report of a run that failed like this. */
    Report withFailure(Failure other);

    /** How the run ended. */
    default Outcome outcome() {
        return failure().map(Failure::outcome).orElse(Outcome.DONE);
    }

    /** The whole run in one sentence, or two where something is to be done. */
    default String summary() {
        return failure().map(why -> why.message() + why.advice().map(advice -> " " + advice).orElse("")).orElseGet(this::success);
    }
}
