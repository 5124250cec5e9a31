package digital.market.migrator.report;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

/** A report for machines. The field names are stable; a field that has nothing to say is left out. */
public final class JsonReport {

    /** Looked up once, and when the image is built where that is native. */
    static final JsonProvider JSON = JsonProvider.provider();

    private JsonReport() {
    }

    /** The whole report. */
    public static JsonObject of(MigrationReport report) {
        JsonObjectBuilder json = outline(report);
        JsonArrayBuilder applied = JSON.createArrayBuilder();
        report.applied().forEach(done -> {
            JsonObjectBuilder one = JSON.createObjectBuilder();
            done.version().ifPresent(version -> one.add("version", version));
            applied.add(one.add("description", done.description()).add("script", done.script())
                    .add("milliseconds", done.time().toMillis()));
        });
        json.add("applied", applied)
                .add("ahead", JSON.createArrayBuilder(report.ahead()))
                .add("notes", JSON.createArrayBuilder(report.notes()));
        report.failure().ifPresent(failure -> addTo(json, failure));
        return json.add("milliseconds", report.time().toMillis()).build();
    }

    /** The sentence first, since many tools show no more, then where and how it ended. */
    static JsonObjectBuilder outline(MigrationReport report) {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("message", report.summary())
                .add("outcome", report.outcome().word())
                .add("exitCode", report.outcome().exitCode());
        report.target().ifPresent(target -> json.add("target", target));
        report.schema().ifPresent(schema -> json.add("schema", schema));
        report.from().ifPresent(version -> json.add("from", version));
        report.to().ifPresent(version -> json.add("to", version));
        return json;
    }

    private static void addTo(JsonObjectBuilder json, Failure failure) {
        failure.script().ifPresent(script -> json.add("script", script));
        failure.line().ifPresent(line -> json.add("line", line));
        failure.statement().ifPresent(statement -> json.add("statement", statement));
        failure.server().ifPresent(server -> {
            json.add("sqlState", server.sqlState()).add("serverMessage", server.message());
            server.detail().ifPresent(detail -> json.add("detail", detail));
            server.hint().ifPresent(hint -> json.add("hint", hint));
        });
        failure.advice().ifPresent(advice -> json.add("advice", advice));
    }
}
