package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a report of {@code migrate} says was done, to be held against the database.
 *
 * @param exitCode how the run ended
 * @param unknown  what the run does not know to be committed or rolled back
 */
public record Told(int exitCode, Optional<String> from, Optional<String> to, List<String> applied, List<String> unknown) {

    private static final String SESSIONS = """
            SELECT state FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'market-migrator' %s
            """;
    private static final String ROWS = """
            SELECT script, version FROM flyway_schema_history WHERE success ORDER BY installed_rank
            """;

    /** A run in this process; a bug is no end, and is thrown. */
    public static Told by(MigratorRun run) {
        try {
            return of(run.succeeds());
        } catch (MigrationException e) {
            if (e.outcome() == Outcome.UNEXPECTED) {
                throw e;
            }
            return e.report().map(report -> of((MigrationReport) report)).orElseGet(() -> new Told(e.outcome().exitCode(), Optional.empty(),
                    Optional.empty(), List.of(), List.of()));
        }
    }

    /** A run of the program that prints JSON. */
    public static Told by(ProgramRun run) {
        try (JsonReader reader = Json.createReader(new StringReader(run.stdout()))) {
            JsonObject json = reader.readObject();
            return new Told(run.exitCode(), Optional.ofNullable(json.getString("from", null)), Optional.ofNullable(json.getString("to", null)),
                    strings(json, "applied"), strings(json, "unknown"));
        }
    }

    private static Told of(MigrationReport report) {
        return new Told(report.outcome().exitCode(), report.from(), report.to(), MigratorRun.scripts(report), report.unanswered().what());
    }

    private static List<String> strings(JsonObject json, String name) {
        return json.containsKey(name) ? json.getJsonArray(name).stream()
                .map(value -> value instanceof JsonString text ? text.getString() : value.asJsonObject().getString("script")).toList() : List.of();
    }

    /** Holds the report of a run on an empty database against what is there once its sessions have ended. */
    public void isWhatHappened(TestDatabase database, boolean pooled) throws Exception {
        Eventually.holds("the run's sessions have ended", () -> Query.rows(database, SESSIONS.formatted(pooled ? "AND state <> 'idle'" : "")).isEmpty());
        List<String> rows = Query.hasTable(database, "flyway_schema_history") ? Query.rows(database, ROWS) : List.of();
        List<String> scripts = rows.stream().map(row -> row.substring(0, row.indexOf('|'))).toList();
        assertThat(applied).as("%s, where the history holds %s", this, scripts)
                .containsExactlyElementsOf(scripts.stream().filter(script -> !unknown.contains(script)).toList());
        assertThat(Stream.concat(applied.stream(), unknown.stream())).as(toString()).doesNotHaveDuplicates();
        assertThat(from).as(toString()).isEmpty();
        Optional<String> version = rows.stream().map(row -> row.substring(row.indexOf('|') + 1)).filter(text -> !text.equals("null"))
                .reduce((older, newer) -> newer);
        assertThat(to).as("%s, where the history holds %s", this, scripts).isEqualTo(unknown.isEmpty() ? version : Optional.empty());
    }
}
