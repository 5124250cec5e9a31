package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonObjectBuilder;

/**
 * What the command {@code adopt} did.
 *
 * @param migration what was adopted and applied; nothing where there is a history already
 */
public record AdoptionReport(MigrationReport migration) implements Report {

    @Override
    public Header header() {
        return migration.header();
    }

    @Override
    public Optional<Failure> failure() {
        return migration.failure();
    }

    @Override
    public String success() {
        return migration.adopted().isPresent() ? migration.success()
                : "Nothing to adopt: " + header().place() + " has a history of its own and is at "
                        + migration.to().map(version -> "version " + version).orElse("no version") + ".";
    }

    @Override
    public List<String> lines() {
        return migration.lines();
    }

    @Override
    public void addTo(JsonObjectBuilder json) {
        migration.addTo(json);
    }

    @Override
    public Unanswered unanswered() {
        return migration.unanswered();
    }

    @Override
    public AdoptionReport withFailure(Failure other) {
        return new AdoptionReport(migration.withFailure(other));
    }
}
