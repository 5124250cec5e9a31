package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

/**
 * What a run took over that others had made.
 *
 * @param revision Alembic's revision that the schema was at; none where Alembic did not say
 * @param scripts  those that its version stands for, and that were not run therefore
 * @param aligned  the statements that gave names and defaults the wording that the scripts give them
 */
public record Adopted(Optional<String> revision, List<Script> scripts, List<String> aligned) {

    /** A script that was not run, because what it does had been done. */
    public record Script(String script, String version, String description) {
    }

    /** Keeps the lists from being changed. */
    public Adopted {
        scripts = List.copyOf(scripts);
        aligned = List.copyOf(aligned);
    }

    /** That it was done, without a full stop; the version is the one that was found. */
    String sentence(String place, String version) {
        return "Adopted " + place + " at " + version + revision.map(name -> " (Alembic's revision " + name + ")").orElse("");
    }

    /** Adds a row for each script. */
    void addTo(Columns table) {
        scripts.forEach(script -> table.row("= V" + script.version(), script.description(), "adopted"));
    }

    /** A line for each statement. */
    Stream<String> alignment() {
        return aligned.stream().map(statement -> "~ " + statement);
    }

    void addTo(JsonObjectBuilder json) {
        JsonObjectBuilder adopted = JsonReport.JSON.createObjectBuilder();
        revision.ifPresent(name -> adopted.add("revision", name));
        JsonArrayBuilder taken = JsonReport.JSON.createArrayBuilder();
        scripts.forEach(script -> taken.add(JsonReport.JSON.createObjectBuilder()
                .add("version", script.version()).add("description", script.description()).add("script", script.script())));
        json.add("adopted", adopted.add("scripts", taken).add("aligned", JsonReport.JSON.createArrayBuilder(aligned)));
    }
}
