package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

/** How reports tell of drift; a run that has not looked for it says nothing. */
final class Differences {

    /** What is pasted has to be the statement itself. */
    private static final String NOT_SHOWN = "(what mends it holds characters that cannot be shown; --json has it)";

    private Differences() {
    }

    /** One line for each difference and, where there is a statement that mends it, another one for that. */
    static List<String> lines(Optional<List<Difference>> drift) {
        Columns table = new Columns();
        drift.orElse(List.of()).forEach(one -> {
            table.row(one.kind().word(), one.details());
            one.statement().ifPresent(statement -> table.row("", Printable.isPrintable(statement) ? statement + ";" : NOT_SHOWN));
        });
        return table.lines();
    }

    static void addTo(JsonObjectBuilder json, Optional<List<Difference>> drift) {
        drift.ifPresent(differences -> json.add("drift", array(differences)));
    }

    private static JsonArrayBuilder array(List<Difference> drift) {
        JsonArrayBuilder all = JsonReport.JSON.createArrayBuilder();
        drift.forEach(difference -> {
            JsonObjectBuilder one = JsonReport.JSON.createObjectBuilder().add("kind", difference.kind().word()).add("object", difference.what());
            add(one, "expected", difference.expected());
            add(one, "found", difference.found());
            add(one, "statement", difference.statement());
            all.add(one);
        });
        return all;
    }

    private static void add(JsonObjectBuilder json, String field, Optional<String> value) {
        value.ifPresent(text -> json.add(field, text));
    }
}
