package digital.market.migrator.report;

import java.util.Optional;
import java.util.function.UnaryOperator;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * Reports as they may be told: without what {@code mask} hides. What is to be pasted is left out where the mask would change it.
 *
 * @param mask puts something else in place of secrets
 */
public record Masked(UnaryOperator<String> mask) {

    /** Shows everything. */
    public static final Masked NOTHING = new Masked(UnaryOperator.identity());

    private static final String NO_ADVICE = "What to do would show a secret, and is not told.";

    /** The report, with what may be told of its failure. */
    public Report over(Report report) {
        return report.failure().map(this::over).map(report::withFailure).orElse(report);
    }

    Failure over(Failure failure) {
        return new Failure(failure.outcome(), failure.sentences().stream().map(mask).toList(),
                failure.advice().map(advice -> allows(advice) ? advice : NO_ADVICE), failure.script().map(mask), failure.line(),
                failure.statement().map(one -> allows(one.text()) ? one : new Failure.Excerpt(mask.apply(one.text()), Optional.empty())),
                failure.server().map(server -> server.with(mask)));
    }

    JsonObject over(JsonObject json) {
        JsonObjectBuilder masked = JsonReport.JSON.createObjectBuilder();
        json.forEach((field, value) -> masked.add(field, over(value)));
        return masked.build();
    }

    private JsonValue over(JsonValue value) {
        if (value instanceof JsonObject object) {
            return over(object);
        }
        if (value instanceof JsonArray array) {
            JsonArrayBuilder masked = JsonReport.JSON.createArrayBuilder();
            array.forEach(one -> masked.add(over(one)));
            return masked.build();
        }
        return value instanceof JsonString text ? JsonReport.JSON.createValue(mask.apply(text.getString())) : value;
    }

    private boolean allows(String text) {
        return mask.apply(text).equals(text);
    }
}
