package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

/** How reports tell of drift. */
final class Differences {

    private Differences() {
    }

    /** One line for each difference and, where there is a statement that mends it, another one for that. */
    static List<String> lines(List<Difference> drift) {
        Columns table = new Columns();
        drift.forEach(one -> {
            table.row(one.kind().word(), one.details());
            one.statement().ifPresent(statement -> table.row("", statement + ";"));
        });
        return table.lines();
    }

    static JsonArrayBuilder json(List<Difference> drift) {
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
