package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonObjectBuilder;

/**
 * How one target stands to the catalog and to what its schema should be.
 *
 * @param header   what every report begins with
 * @param version  the version that the database is at; none where nothing was applied
 * @param pending  the scripts that are to be applied, in this order
 * @param ahead    what the history holds and this catalog is too old to know
 * @param compared whether the schema was compared; if it was not, a note in the header says why
 * @param drift    how the schema differs from what it should be
 * @param written  the file that now says what the schema looks like
 * @param failure  why not all is in order
 */
public record CheckReport(Header header, Optional<String> version, List<String> pending, List<String> ahead, boolean compared,
                          List<Difference> drift, Optional<String> written, Optional<Failure> failure) implements Report {

    @Override
    public String success() {
        String at = version.map(number -> "version " + number).orElse("no version");
        if (written.isPresent()) {
            return "Wrote to " + written.get() + " what " + header.place() + " looks like at " + at + ".";
        }
        return "In order: " + header.place() + " is at " + at + " and its history is intact"
                + (compared ? ", and it looks as it should." : "; what it looks like was not compared.");
    }

    @Override
    public List<String> lines() {
        return Differences.lines(drift);
    }

    @Override
    public void addTo(JsonObjectBuilder json) {
        version.ifPresent(number -> json.add("version", number));
        json.add("pending", JsonReport.JSON.createArrayBuilder(pending))
                .add("ahead", JsonReport.JSON.createArrayBuilder(ahead))
                .add("compared", compared)
                .add("drift", Differences.json(drift));
        written.ifPresent(file -> json.add("written", file));
    }

    @Override
    public CheckReport withFailure(Failure other) {
        return new CheckReport(header, version, pending, ahead, compared, drift, written, Optional.of(other));
    }
}
