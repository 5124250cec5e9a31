package digital.market.migrator.report;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

/** A report for machines. The field names are stable; a field that has nothing to say is left out. */
public final class JsonReport {

    /** Looked up once, and when the image is built where that is native. */
    static final JsonProvider JSON = JsonProvider.provider();

    private JsonReport() {
    }

    /** The whole report: the sentence first, since many tools show no more, then how and where it ended. */
    public static JsonObject of(Report report) {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("message", report.summary())
                .add("outcome", report.outcome().word())
                .add("exitCode", report.outcome().exitCode());
        Header header = report.header();
        header.target().ifPresent(target -> json.add("target", target));
        header.schema().ifPresent(schema -> json.add("schema", schema));
        report.addTo(json);
        json.add("notes", JSON.createArrayBuilder(header.notes()));
        report.failure().ifPresent(failure -> addTo(json, failure));
        return json.add("milliseconds", header.time().toMillis()).build();
    }

    /** The text of a report, for a terminal too. */
    public static String text(Report report, Masked masked) {
        return Printable.json(masked.over(of(masked.over(report))).toString());
    }

    private static void addTo(JsonObjectBuilder json, Failure failure) {
        failure.script().ifPresent(script -> json.add("script", script));
        failure.line().ifPresent(line -> json.add("line", line));
        failure.statement().ifPresent(statement -> json.add("statement", statement.text()));
        failure.server().ifPresent(server -> {
            json.add("sqlState", server.sqlState()).add("serverMessage", server.message());
            server.detail().ifPresent(detail -> json.add("detail", detail));
            server.hint().ifPresent(hint -> json.add("hint", hint));
            if (!server.context().isEmpty()) {
                json.add("context", JSON.createArrayBuilder(server.context()));
            }
            server.query().ifPresent(query -> json.add("query", query.text()));
        });
        failure.advice().ifPresent(advice -> json.add("advice", advice));
    }
}
