package digital.market.migrator.migration;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

import digital.market.migrator.database.Cancellation;

/**
 * The catalog as Flyway reads it: a script's name is its path within its location, whether it is packaged or mounted,
 * so that the history says {@code V1__x.sql} in every case.
 */
record CatalogResources(Catalog catalog, Placeholders placeholders, Cancellation cancellation) implements ResourceProvider {

    /** Flyway looks for {@code .conf} files here, whose words the scripts already carry. */
    @Override
    public LoadableResource getResource(String name) {
        return null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return Stream.of(catalog.versioned(), catalog.repeatables()).flatMap(List::stream)
                .filter(migration -> migration.fileName().startsWith(prefix))
                .filter(migration -> Stream.of(suffixes).anyMatch(suffix -> migration.fileName().toLowerCase().endsWith(suffix)))
                .<LoadableResource>map(migration -> new ScriptResource(migration, placeholders, cancellation))
                .toList();
    }
}
