package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonObjectBuilder;

/**
 * What a wait for one target has come to.
 *
 * @param header  what every report begins with
 * @param version the version that the database was at when it last answered; none where nothing was applied
 * @param pending the scripts that were to be applied then, in this order
 * @param ahead   what its history held and this catalog is too old to know
 * @param drift   how the schema differs from what it should be; none if it was not compared, and then a note may say why
 * @param failure why the wait is over before the database is where it should be
 */
public record AwaitReport(Header header, Optional<String> version, List<String> pending, List<String> ahead, Optional<List<Difference>> drift,
                          Optional<Failure> failure) implements Report {

    @Override
    public String success() {
        return "Ready: " + header.place() + (ahead.isEmpty()
                ? " is at " + version.map(number -> "version " + number).orElse("no version")
                : " is ahead of these scripts, which do not know " + String.join(", ", ahead))
                + (drift.isPresent() ? ", and it looks as it should." : ".");
    }

    @Override
    public List<String> lines() {
        return Differences.lines(drift);
    }

    @Override
    public void addTo(JsonObjectBuilder json) {
        version.ifPresent(number -> json.add("version", number));
        json.add("pending", JsonReport.JSON.createArrayBuilder(pending))
                .add("ahead", JsonReport.JSON.createArrayBuilder(ahead));
        Differences.addTo(json, drift);
    }

    @Override
    public AwaitReport withFailure(Failure other) {
        return new AwaitReport(header, version, pending, ahead, drift, Optional.of(other));
    }
}
