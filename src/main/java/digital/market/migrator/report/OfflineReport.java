package digital.market.migrator.report;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

/**
 * What a script that was printed will do.
 *
 * @param header   what every report begins with
 * @param down     whether it takes versions back
 * @param from     the version that it starts from; none for a database to which nothing was applied
 * @param to       the version that it leads to; none for one from which everything was taken back
 * @param resume   whether it skips what the database has already
 * @param psqlOnly whether {@code psql} alone can run it
 * @param catalog  SHA-256 of the catalog
 * @param steps    the scripts that it is made of
 * @param failure  why it could not be printed, if so
 */
public record OfflineReport(Header header, boolean down, Optional<String> from, Optional<String> to, boolean resume, boolean psqlOnly,
                            String catalog, List<Step> steps, Optional<Failure> failure) implements Report {

    /**
     * One script of the catalog.
     *
     * @param script        its path within its location
     * @param version       none for a repeatable
     * @param description   the words of its name
     * @param checksum      as the history holds it; of the script that is taken back, where one is
     * @param transactional whether it runs in a transaction
     * @param statements    how many statements it has
     */
    public record Step(String script, Optional<String> version, String description, int checksum, boolean transactional, int statements) {
    }

    @Override
    public String success() {
        String scripts = steps.size() == 1 ? "1 script, which " : steps.size() + " scripts, which ";
        String verb = (down ? "take" : "bring") + (steps.size() == 1 ? "s " : " ");
        return scripts + verb + header.place() + " from " + version(from) + (down ? " back to " : " to ") + version(to) + ".";
    }

    @Override
    public List<String> lines() {
        Columns table = new Columns();
        steps.forEach(step -> table.row(step.script(), step.description(), step.transactional() ? "" : "outside a transaction"));
        return table.lines();
    }

    @Override
    public void addTo(JsonObjectBuilder json) {
        json.add("down", down);
        from.ifPresent(version -> json.add("from", version));
        to.ifPresent(version -> json.add("to", version));
        json.add("resume", resume).add("psqlOnly", psqlOnly).add("catalog", catalog);
        JsonArrayBuilder migrations = JsonReport.JSON.createArrayBuilder();
        steps.forEach(step -> {
            JsonObjectBuilder one = JsonReport.JSON.createObjectBuilder().add("script", step.script());
            step.version().ifPresent(version -> one.add("version", version));
            migrations.add(one.add("description", step.description()).add("checksum", step.checksum())
                    .add("transactional", step.transactional()).add("statements", step.statements()));
        });
        json.add("migrations", migrations);
    }

    @Override
    public OfflineReport withFailure(Failure other) {
        return new OfflineReport(header, down, from, to, resume, psqlOnly, catalog, steps, Optional.of(other));
    }

    private static String version(Optional<String> version) {
        return version.map(v -> "version " + v).orElse("no version");
    }
}
