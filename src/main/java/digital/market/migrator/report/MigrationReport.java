package digital.market.migrator.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one run did to one target.
 *
 * @param target  the database as {@code user@host:port/database}; none if the settings did not say
 * @param schema  the schema that was migrated; none if the settings did not say
 * @param notes   what an operator should know about the settings, e.g. that one overrides another
 * @param from    the version before the run; none where nothing was applied before
 * @param to      the version after it
 * @param applied what the run applied, in this order
 * @param ahead   what the history holds and this catalog is too old to know
 * @param failure why the run failed, if it did
 * @param time    how long the run took
 */
public record MigrationReport(Optional<String> target, Optional<String> schema, List<String> notes, Optional<String> from, Optional<String> to,
                              List<Applied> applied, List<String> ahead, Optional<Failure> failure, Duration time) {

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

    /** The report of a run that failed before it had anything to report. */
    public static MigrationReport ofFailure(Failure failure) {
        return new MigrationReport(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), List.of(),
                List.of(), Optional.of(failure), Duration.ZERO);
    }

    /** The same report of a run that failed like this. */
    MigrationReport withFailure(Failure other) {
        return new MigrationReport(target, schema, notes, from, to, applied, ahead, Optional.of(other), time);
    }

    /** How the run ended. */
    public Outcome outcome() {
        return failure.map(Failure::outcome).orElse(Outcome.DONE);
    }

    /** The whole run in one sentence, or two where something is to be done. */
    public String summary() {
        if (failure.isPresent()) {
            return failure.get().message() + failure.get().advice().map(advice -> " " + advice).orElse("");
        }
        if (!ahead.isEmpty()) {
            return "Nothing was applied: " + place() + " is ahead of this image, which does not know " + String.join(", ", ahead) + ".";
        }
        if (applied.isEmpty()) {
            return "Nothing to do: " + place() + " is at " + version(to) + ".";
        }
        String count = applied.size() == 1 ? "1 migration" : applied.size() + " migrations";
        return "Applied " + count + ": " + place() + " went from " + version(from) + " to " + version(to) + ".";
    }

    private String place() {
        return schema.map(name -> "schema " + name).orElse("the database");
    }

    private static String version(Optional<String> version) {
        return version.map(v -> "version " + v).orElse("no version");
    }
}
