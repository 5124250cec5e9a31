package digital.market.migrator.migration;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All migrations that a run knows: those packaged with this program, or those of mounted folders.
 *
 * @param versioned   ascending by version
 * @param repeatables by description, the order in which Flyway runs them
 * @param undo        ascending by version; each has its versioned migration
 */
public record Catalog(List<Migration> versioned, List<Migration> repeatables, List<Migration> undo) {

    /** Keeps the lists from being changed. */
    public Catalog {
        versioned = List.copyOf(versioned);
        repeatables = List.copyOf(repeatables);
        undo = List.copyOf(undo);
    }

    /**
     * The migrations packaged with this program.
     *
     * @throws digital.market.migrator.report.MigrationException if something is wrong with them
     */
    public static Catalog packaged() {
        return PackagedScripts.result().orThrow();
    }

    /**
     * The migrations in these folders and their subfolders, read now.
     *
     * @throws digital.market.migrator.report.MigrationException with a sentence for everything that is wrong: a folder
     *         that is none, a name that is none, two migrations of one version, a script that is not UTF-8, …
     */
    public static Catalog ofFolders(List<Path> folders) {
        return of(folders.stream().<CatalogSource>map(CatalogSource.Folder::new).toList());
    }

    /**
     * The migrations of all these sources together. A folder that is named twice, or lies in another one, is read once.
     *
     * @throws digital.market.migrator.report.MigrationException as {@link #packaged()} and {@link #ofFolders(List)}
     */
    public static Catalog of(List<CatalogSource> sources) {
        return sources.stream().allMatch(CatalogSource.Packaged.class::isInstance)
                ? packaged()
                : CatalogReader.read(outermost(new LinkedHashSet<>(sources)).map(Catalog::locate).toList()).orThrow();
    }

    private static Location locate(CatalogSource source) {
        return source instanceof CatalogSource.Folder folder
                ? FolderScan.of(folder.path(), folder.path().toString())
                : PackagedScripts.location();
    }

    /** The sources without the folders that lie in others, as Flyway leaves them out. */
    private static Stream<CatalogSource> outermost(Set<CatalogSource> sources) {
        return sources.stream().filter(inner -> sources.stream().noneMatch(outer -> liesIn(inner, outer)));
    }

    private static boolean liesIn(CatalogSource inner, CatalogSource outer) {
        return inner instanceof CatalogSource.Folder in && outer instanceof CatalogSource.Folder out
                && !in.equals(out) && in.path().startsWith(out.path());
    }

    /** The newest version; none if there is no versioned migration. */
    public Optional<Version> head() {
        return versioned.isEmpty() ? Optional.empty() : versioned.get(versioned.size() - 1).version();
    }

    /** Whether there is nothing that a run could apply. */
    public boolean isEmpty() {
        return versioned.isEmpty() && repeatables.isEmpty();
    }

    /** The versioned migration that leads to this version. */
    public Optional<Migration> find(Version version) {
        return find(versioned, version);
    }

    /** The script that takes this version back. */
    public Optional<Migration> findUndo(Version version) {
        return find(undo, version);
    }

    /**
     * The names of an application's own run-time parameters ({@code shop.tenant}) that scripts set: PostgreSQL does not
     * list those among the others.
     */
    public Set<String> parametersOfApplications() {
        return Stream.of(versioned, repeatables).flatMap(List::stream)
                .flatMap(migration -> SessionChanges.of(Statements.in(migration.sql())).parameters().stream())
                .filter(name -> name.contains("."))
                .collect(Collectors.toSet());
    }

    /**
     * SHA-256 over all scripts with their paths and what their {@code .conf} files say, in hexadecimal digits. Two catalogs with
     * the same digest do the same.
     */
    public String digest() {
        Digest digest = new Digest();
        Stream.of(versioned, repeatables, undo).flatMap(List::stream).forEach(migration ->
                digest.add(migration.script()).add(migration.content()).add(migration.config().toString()));
        return digest.hex();
    }

    /** What has to be known to apply this migration and no later one: the versions up to it, or, of the repeatables, it alone. */
    Catalog upTo(Migration next, Optional<Version> target) {
        Optional<Version> last = next.version().or(() -> target);
        return new Catalog(versioned.stream().filter(one -> last.filter(one.version().orElseThrow()::isNewerThan).isEmpty()).toList(),
                repeatables.stream().filter(next::equals).toList(), List.of());
    }

    private static Optional<Migration> find(List<Migration> ascending, Version version) {
        int low = 0;
        int high = ascending.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = ascending.get(middle).version().orElseThrow().compareTo(version);
            if (order == 0) {
                return Optional.of(ascending.get(middle));
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return Optional.empty();
    }
}
