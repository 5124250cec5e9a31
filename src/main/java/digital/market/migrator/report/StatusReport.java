package digital.market.migrator.report;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

/**
 * Every migration of one target's history and of the catalog, and how it stands. Whatever that is, the run was a success.
 *
 * @param header     what every report begins with
 * @param version    the version that the database is at; none where nothing was applied
 * @param migrations versioned ones by version, then repeatables by description
 * @param problems   a sentence for each thing because of which {@code migrate} would refuse to run
 * @param remark     what else there is to know before a first {@code migrate}, in whole sentences
 * @param failure    why the history could not be read, if so
 */
public record StatusReport(Header header, Optional<String> version, List<Entry> migrations, List<String> problems,
                           Optional<String> remark, Optional<Failure> failure) implements Report {

    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** How a migration stands. */
    public enum State {

        /** It is in the history, and in the catalog as it was applied, or rightly no longer there. */
        APPLIED("✓"),
        /** The next {@code migrate} applies it. */
        PENDING("·"),
        /** It cannot run in a transaction, and stopped half-way. */
        FAILED("✗"),
        /** It is in the history, and newer than the catalog. */
        AHEAD("↑"),
        /** It is in the history, and should be in the catalog. */
        MISSING("?"),
        /** It is not what was applied: another text, description or type; or it was deleted from the history twice. */
        CHANGED("≠"),
        /** It was taken back by the paid edition of Flyway, which leaves its row. */
        UNDONE("↩"),
        /** It was never applied, but a newer one was. */
        LATE("!");

        private final String mark;

        State(String mark) {
            this.mark = mark;
        }

        /** One character that stands for it. */
        public String mark() {
            return mark;
        }

        /** Its name in reports, e.g. {@code pending}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * When a row of the history was written, by which role, and how long the script took.
     *
     * @param on the time of day in the time zone of the session that wrote it, which the history does not tell
     */
    public record Installed(LocalDateTime on, String by, Duration took) {
    }

    /**
     * One migration.
     *
     * @param version     none for a repeatable
     * @param description the words of its name
     * @param script      its path within its location
     * @param installed   none where it has no row in the history
     */
    public record Entry(State state, Optional<String> version, String description, String script, Optional<Installed> installed) {

        /** {@code V3} or {@code R}. */
        public String label() {
            return version.map(v -> "V" + v).orElse("R");
        }
    }

    @Override
    public String success() {
        Map<State, Long> counts = migrations.stream().collect(Collectors.groupingBy(Entry::state, TreeMap::new, Collectors.counting()));
        String all = counts.entrySet().stream().map(one -> one.getValue() + " " + one.getKey().word()).collect(Collectors.joining(", "));
        String place = header.place().substring(0, 1).toUpperCase(Locale.ROOT) + header.place().substring(1);
        return place + " is at " + version.map(at -> "version " + at).orElse("no version") + ": " + all + "."
                + (problems.isEmpty() ? "" : " On this history migrate refuses to run; the command repair says why, and what can be done.")
                + remark.map(text -> " " + text).orElse("");
    }

    @Override
    public List<String> lines() {
        Columns table = new Columns();
        migrations.forEach(one -> {
            String name = one.state().mark() + " " + one.label();
            if (one.installed().isPresent()) {
                Installed row = one.installed().get();
                table.row(name, one.description(), one.state().word(), row.on().format(TO_THE_SECOND), row.by(), Columns.time(row.took()));
            } else {
                table.row(name, one.description(), one.state().word());
            }
        });
        return table.lines();
    }

    @Override
    public void addTo(JsonObjectBuilder json) {
        version.ifPresent(at -> json.add("version", at));
        JsonArrayBuilder all = JsonReport.JSON.createArrayBuilder();
        migrations.forEach(one -> all.add(json(one)));
        json.add("migrations", all).add("problems", JsonReport.JSON.createArrayBuilder(problems));
        remark.ifPresent(text -> json.add("remark", text));
    }

    private static JsonObjectBuilder json(Entry entry) {
        JsonObjectBuilder json = JsonReport.JSON.createObjectBuilder().add("state", entry.state().word());
        entry.version().ifPresent(version -> json.add("version", version));
        json.add("description", entry.description()).add("script", entry.script());
        entry.installed().ifPresent(row -> json.add("installedOn", row.on().format(DateTimeFormatter.ISO_LOCAL_DATE_TIME)).add("installedBy", row.by())
                .add("milliseconds", row.took().toMillis()));
        return json;
    }

    @Override
    public StatusReport withFailure(Failure other) {
        return new StatusReport(header, version, migrations, problems, remark, Optional.of(other));
    }
}
