package digital.market.migrator.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

/**
 * What one run did to one target.
 *
 * @param header  what every report begins with
 * @param from    the version before the run; none where nothing was applied before
 * @param to      the version after it
 * @param adopted what the run took over, if it did
 * @param applied what the run applied, in this order
 * @param unanswered what the run was to commit, without learning whether it did
 * @param dropped what the run dropped, so that a script builds it anew
 * @param ahead   what the history holds and this catalog is too old to know
 * @param drift   how the schema differs from what it should be; none if the run did not look
 * @param failure why the run failed, if it did
 */
public record MigrationReport(Header header, Optional<String> from, Optional<String> to, Optional<Adopted> adopted, List<Applied> applied,
                              Unanswered unanswered, List<Dropped> dropped, List<String> ahead, Optional<List<Difference>> drift, Optional<Failure> failure) implements Report {

    /**
     * A migration that was applied.
     *
     * @param script      its path within its location
     * @param version     none for a repeatable
     * @param description the words of its name
     * @param time        how long its statements took
     */
    public record Applied(String script, Optional<String> version, String description, Duration time) {

        /** {@code V3} or {@code R}. */
        public String label() {
            return version.map(v -> "V" + v).orElse("R");
        }
    }

    /**
     * An INVALID index that was dropped.
     *
     * @param index  its name
     * @param table  the name of its table
     * @param script the script that builds it anew
     */
    public record Dropped(String index, String table, String script) {

        private String sentence() {
            return "The INVALID index " + index + " on " + table + " was dropped, for " + script + " to build it anew.";
        }
    }

    @Override
    public String success() {
        if (!ahead.isEmpty()) {
            return "Nothing was applied: " + header.place() + " is ahead of these scripts, which do not know " + String.join(", ", ahead) + ".";
        }
        if (applied.isEmpty()) {
            return adopted.map(taken -> taken.sentence(header.place(), version(from)) + ".")
                    .orElseGet(() -> "Nothing to do: " + header.place() + " is at " + version(to) + ".");
        }
        String count = applied.size() == 1 ? "1 migration" : applied.size() + " migrations";
        return adopted.map(taken -> taken.sentence(header.place(), version(from)) + " and applied ").orElse("Applied ") + count + ": "
                + (adopted.isPresent() ? "it" : header.place()) + " went from " + version(from) + " to " + version(to) + ".";
    }

    @Override
    public List<String> lines() {
        Columns table = new Columns();
        adopted.ifPresent(taken -> taken.addTo(table));
        applied.forEach(done -> table.row("✓ " + done.label(), done.description(), Columns.time(done.time())));
        return Stream.of(table.lines().stream(), unanswered.lines(), dropped.stream().map(Dropped::sentence), adopted.stream().flatMap(Adopted::alignment), Differences.lines(drift).stream())
                .flatMap(lines -> lines).toList();
    }

    @Override
    public void addTo(JsonObjectBuilder json) {
        from.ifPresent(version -> json.add("from", version));
        to.ifPresent(version -> json.add("to", version));
        adopted.ifPresent(taken -> taken.addTo(json));
        json.add("applied", json(applied)).add("ahead", JsonReport.JSON.createArrayBuilder(ahead));
        unanswered.addTo(json);
        if (!dropped.isEmpty()) {
            json.add("dropped", jsonOf(dropped));
        }
        Differences.addTo(json, drift);
    }

    private static JsonArrayBuilder jsonOf(List<Dropped> indexes) {
        JsonArrayBuilder array = JsonReport.JSON.createArrayBuilder();
        indexes.forEach(one -> array.add(JsonReport.JSON.createObjectBuilder().add("index", one.index()).add("table", one.table())
                .add("script", one.script())));
        return array;
    }

    /** Scripts that ran, one by one. */
    static JsonArrayBuilder json(List<Applied> scripts) {
        JsonArrayBuilder array = JsonReport.JSON.createArrayBuilder();
        scripts.forEach(done -> {
            JsonObjectBuilder one = JsonReport.JSON.createObjectBuilder();
            done.version().ifPresent(version -> one.add("version", version));
            array.add(one.add("description", done.description()).add("script", done.script())
                    .add("milliseconds", done.time().toMillis()));
        });
        return array;
    }

    @Override
    public MigrationReport withFailure(Failure other) {
        return new MigrationReport(header, from, to, adopted, applied, unanswered, dropped, ahead, drift, Optional.of(other));
    }

    static String version(Optional<String> version) {
        return version.map(v -> "version " + v).orElse("no version");
    }
}
