package digital.market.migrator.migration;

import java.io.Reader;
import java.io.StringReader;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * The catalog as Flyway reads it: a script's name is its path within its location, whether it is packaged or mounted,
 * so that the history says {@code V1__x.sql} in every case.
 */
record CatalogResources(Catalog catalog) implements ResourceProvider {

    private static final String CONFIG = ".conf";

    @Override
    public LoadableResource getResource(String name) {
        return scripts()
                .filter(migration -> name.equals(migration.script() + CONFIG))
                .flatMap(migration -> config(migration).stream())
                .findFirst()
                .orElse(null);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return scripts()
                .filter(migration -> migration.fileName().startsWith(prefix))
                .filter(migration -> Stream.of(suffixes).anyMatch(suffix -> migration.fileName().toLowerCase().endsWith(suffix)))
                .<LoadableResource>map(migration -> new Text(migration.script(), migration.content()))
                .toList();
    }

    private Stream<Migration> scripts() {
        return Stream.of(catalog.versioned(), catalog.repeatables()).flatMap(List::stream);
    }

    private static Optional<LoadableResource> config(Migration migration) {
        StringBuilder lines = new StringBuilder();
        migration.config().executeInTransaction().ifPresent(is -> lines.append("executeInTransaction=").append(is).append('\n'));
        migration.config().placeholderReplacement().ifPresent(is -> lines.append("placeholderReplacement=").append(is).append('\n'));
        return lines.isEmpty() ? Optional.empty() : Optional.of(new Text(migration.script() + CONFIG, lines.toString()));
    }

    /** One file. */
    private static final class Text extends LoadableResource {

        private final String path;
        private final String content;

        Text(String path, String content) {
            this.path = path;
            this.content = content;
        }

        @Override
        public Reader read() {
            return new StringReader(content);
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return path;
        }
    }
}
