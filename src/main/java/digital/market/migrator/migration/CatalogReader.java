package digital.market.migrator.migration;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes a catalog of what locations hold. Nothing is passed over in silence: whatever is no migration is a problem. */
final class CatalogReader {

    /** The history's column {@code script} holds no more characters. */
    private static final int LONGEST_SCRIPT = 1000;

    /**
     * The migrations that were found, and a sentence for everything that is wrong with them.
     */
    record Result(Catalog catalog, List<String> problems) {

        /**
         * The catalog.
         *
         * @throws MigrationException with all problems, if there are any
         */
        Catalog orThrow() {
            if (!problems.isEmpty()) {
                throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
            }
            return catalog;
        }
    }

    /** A migration and where it was found. */
    private record Found(Migration migration, String place) {

        private Kind kind() {
            return migration.kind();
        }
    }

    private final List<Found> found = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private CatalogReader() {
    }

    /** Reads all migrations of these locations. */
    static Result read(List<Location> locations) {
        CatalogReader reader = new CatalogReader();
        locations.forEach(reader::readLocation);
        reader.refuseDuplicates();
        reader.refuseUndoOfNothing();
        return new Result(reader.catalog(), List.copyOf(reader.problems));
    }

    private void readLocation(Location location) {
        problems.addAll(location.problems());
        Map<String, ScriptFile> byPath = new HashMap<>();
        location.files().forEach(file -> byPath.put(file.path(), file));
        for (ScriptFile file : location.files()) {
            if (ScriptName.isScript(file.name())) {
                readScript(file, Optional.ofNullable(byPath.get(file.path() + FolderScan.CONFIG_SUFFIX)));
            } else {
                refuseConfigWithoutScript(file, byPath.keySet());
            }
        }
    }

    private void readScript(ScriptFile file, Optional<ScriptFile> configFile) {
        ScriptConfig config = configFile.map(present -> ScriptConfigReader.read(present, problems))
                .orElse(ScriptConfig.NONE);
        ScriptHeader header = ScriptHeaderReader.read(file, problems);
        if (file.path().length() > LONGEST_SCRIPT) {
            problems.add(file.place() + " has a path of " + file.path().length() + " characters within its location: "
                    + "the history holds at most " + LONGEST_SCRIPT + ".");
        }
        refuseNul(file);
        try {
            Migration migration = Migration.of(ScriptName.parse(file.name()), file.path(), file.content(), config, header);
            found.add(new Found(migration, file.place()));
        } catch (IllegalArgumentException e) {
            problems.add(file.place() + " " + e.getMessage() + ".");
        }
    }

    /** A text in UTF-16 is full of them. In a message to the server one would end the statement, and the server then the session. */
    private void refuseNul(ScriptFile file) {
        int at = file.content().indexOf('\0');
        if (at >= 0) {
            long line = file.content().substring(0, at).chars().filter(c -> c == '\n').count() + 1;
            problems.add(file.place() + " holds a NUL character in line " + line + ", which PostgreSQL cannot take: save it as UTF-8, without any.");
        }
    }

    private void refuseConfigWithoutScript(ScriptFile config, Set<String> paths) {
        String script = config.path().substring(0, config.path().length() - FolderScan.CONFIG_SUFFIX.length());
        if (!paths.contains(script) || !config.path().endsWith(FolderScan.CONFIG_SUFFIX)) {
            problems.add(config.place() + " belongs to no script: there is no " + script
                    + " beside it, or it is spelled differently.");
        }
    }

    private void refuseDuplicates() {
        refuseDuplicates(Kind.VERSIONED, Migration::version, "version");
        refuseDuplicates(Kind.UNDO, Migration::version, "version");
        refuseDuplicates(Kind.REPEATABLE, Migration::description, "description");
        refuseDuplicateRevisions();
    }

    private void refuseDuplicates(Kind kind, Function<Migration, Object> key, String what) {
        Map<Object, Found> seen = new HashMap<>();
        for (Found one : found) {
            if (one.kind() == kind) {
                Found other = seen.putIfAbsent(key.apply(one.migration()), one);
                if (other != null) {
                    problems.add(other.place() + " and " + one.place() + " have the same " + what
                            + ": rename one of them.");
                }
            }
        }
    }

    private void refuseDuplicateRevisions() {
        Map<String, Found> seen = new HashMap<>();
        for (Found one : found) {
            one.migration().header().revision().ifPresent(revision -> {
                Found other = seen.putIfAbsent(revision, one);
                if (other != null) {
                    problems.add(other.place() + " and " + one.place() + " take the place of the same revision, " + revision
                            + ": correct the header of one of them.");
                }
            });
        }
    }

    private void refuseUndoOfNothing() {
        Set<Optional<Version>> versions = new HashSet<>();
        found.stream().filter(one -> one.kind() == Kind.VERSIONED)
                .forEach(one -> versions.add(one.migration().version()));
        for (Found one : found) {
            if (one.kind() == Kind.UNDO && !versions.contains(one.migration().version())) {
                problems.add(one.place() + " takes back a migration that is not there: add V"
                        + one.migration().version().orElseThrow() + "__….sql, or take the script away.");
            }
        }
    }

    private Catalog catalog() {
        Comparator<Migration> byVersion = Comparator.comparing(migration -> migration.version().orElseThrow());
        return new Catalog(sorted(Kind.VERSIONED, byVersion),
                sorted(Kind.REPEATABLE, Comparator.comparing(Migration::description)), sorted(Kind.UNDO, byVersion));
    }

    private List<Migration> sorted(Kind kind, Comparator<Migration> order) {
        return found.stream().filter(one -> one.kind() == kind).map(Found::migration).sorted(order).toList();
    }
}
