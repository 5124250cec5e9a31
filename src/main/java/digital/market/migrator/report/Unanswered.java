package digital.market.migrator.report;

import java.util.List;
import java.util.stream.Stream;

import jakarta.json.JsonObjectBuilder;

/**
 * What was to be committed when the connection was lost, so that only the database knows what became of it.
 *
 * @param what scripts, or what else a command does as one transaction
 */
public record Unanswered(List<String> what) {

    /** Everything had an answer. */
    public static final Unanswered NOTHING = new Unanswered(List.of());

    /** Keeps the list from being changed. */
    public Unanswered {
        what = List.copyOf(what);
    }

    /** The failure, with a sentence on what is not known. */
    public Failure tell(Failure failure) {
        return what.isEmpty() || failure.message().endsWith(sentence()) ? failure : failure.withMessage(failure.message() + " " + sentence());
    }

    /** A line for each. */
    Stream<String> lines() {
        return what.stream().map(one -> "? " + one + ": whether it is committed is not known");
    }

    /** Adds them if there are any. */
    void addTo(JsonObjectBuilder json) {
        if (!what.isEmpty()) {
            json.add("unknown", JsonReport.JSON.createArrayBuilder(what));
        }
    }

    private String sentence() {
        return "Whether " + String.join(", ", what) + (what.size() == 1 ? " is" : " are") + " committed is not known.";
    }
}
