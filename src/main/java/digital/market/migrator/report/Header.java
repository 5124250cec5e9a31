package digital.market.migrator.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every report of a run begins with.
 *
 * @param target the database as {@code user@host:port/database}; none if the settings did not say
 * @param schema the schema; none if the settings did not say
 * @param notes  what an operator should know about the settings, e.g. that one overrides another
 * @param time   how long the run took
 */
public record Header(Optional<String> target, Optional<String> schema, List<String> notes, Duration time) {

    /** Of a run that failed before there was anything to tell. */
    static final Header EMPTY = new Header(Optional.empty(), Optional.empty(), List.of(), Duration.ZERO);

    /** Keeps the list from being changed. */
    public Header {
        notes = List.copyOf(notes);
    }

    /** The same header with one more note. */
    public Header with(String note) {
        return new Header(target, schema, Stream.concat(notes.stream(), Stream.of(note)).toList(), time);
    }

    /** The schema in a sentence. */
    public String place() {
        return schema.map(name -> "schema " + name).orElse("the database");
    }
}
