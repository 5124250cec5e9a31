package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import digital.market.migrator.report.MigrationReport.Applied;
import jakarta.json.JsonObjectBuilder;

/**
 * What one run of {@code undo} took back.
 *
 * @param header  what every report begins with
 * @param from    the version before the run; none where nothing was applied
 * @param to      the version after it
 * @param undone  the undo scripts that ran, in this order
 * @param unanswered what the run was to commit, without learning whether it did
 * @param again   repeatables that the next {@code migrate} applies again, since they had been applied after what is undone
 * @param failure why the run failed, if it did
 */
public record UndoReport(Header header, Optional<String> from, Optional<String> to, List<Applied> undone, Unanswered unanswered, List<String> again,
                         Optional<Failure> failure) implements Report {

    @Override
    public String success() {
        if (undone.isEmpty()) {
            return "Nothing to undo: " + header.place() + " is at " + MigrationReport.version(to) + ".";
        }
        String count = undone.size() == 1 ? "1 migration" : undone.size() + " migrations";
        return "Took back " + count + ": " + header.place() + " went from " + MigrationReport.version(from) + " to " + MigrationReport.version(to) + "."
                + (again.isEmpty() ? "" : " The next migrate applies again: " + String.join(", ", again) + ".");
    }

    @Override
    public List<String> lines() {
        Columns table = new Columns();
        undone.forEach(done -> table.row("↩ " + done.label(), done.description(), Columns.time(done.time())));
        return Stream.concat(table.lines().stream(), unanswered.lines()).toList();
    }

    @Override
    public void addTo(JsonObjectBuilder json) {
        from.ifPresent(version -> json.add("from", version));
        to.ifPresent(version -> json.add("to", version));
        json.add("undone", MigrationReport.json(undone)).add("again", JsonReport.JSON.createArrayBuilder(again));
        unanswered.addTo(json);
    }

    @Override
    public UndoReport withFailure(Failure other) {
        return new UndoReport(header, from, to, undone, unanswered, again, Optional.of(other));
    }
}
