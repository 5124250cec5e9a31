package digital.market.migrator.migration;

import java.nio.file.Path;

/** A place that scripts come from. */
public sealed interface CatalogSource {

    /** The migrations that were packaged with this program. */
    record Packaged() implements CatalogSource {
    }

    /**
     * A folder, searched with all its subfolders when the catalog is read.
     *
     * @param path the folder, or a link to one; kept as an absolute path
     */
    record Folder(Path path) implements CatalogSource {

        /** Makes the path absolute, so that two ways to write one folder are the same. */
        public Folder {
            path = path.toAbsolutePath().normalize();
        }
    }
}
