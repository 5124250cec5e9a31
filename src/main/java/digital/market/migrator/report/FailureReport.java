package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonObjectBuilder;

/** The report of a run that failed before it had anything to report. */
public record FailureReport(Failure why) implements Report {

    @Override
    public Header header() {
        return Header.EMPTY;
    }

    @Override
    public Optional<Failure> failure() {
        return Optional.of(why);
    }

    @Override
    public String success() {
        throw new IllegalStateException("A failure is no success: " + why);
    }

    @Override
    public List<String> lines() {
        return List.of();
    }

    @Override
    public void addTo(JsonObjectBuilder json) {
        // There is nothing.
    }

    @Override
    public FailureReport withFailure(Failure other) {
        return new FailureReport(other);
    }
}
