package digital.market.migrator.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The migrations packaged with this program: the folder {@code db/migration} of the archive, or the folder of classes,
 * that holds this very class, so that no other archive's migrations get in.
 *
 * <p>The scripts are read when this class is initialised. In a native image that is while the image is built: the image
 * holds the catalog itself, and neither looks for scripts nor computes their checksums at run time.
 */
final class PackagedScripts {

    static final String FOLDER = "db/migration";

    private static final Location LOCATION = read(FOLDER);
    private static final CatalogReader.Result RESULT = CatalogReader.read(List.of(LOCATION));

    private PackagedScripts() {
    }

    /** The catalog that they make, and what is wrong with it. */
    static CatalogReader.Result result() {
        return RESULT;
    }

    /** The scripts as they were found. */
    static Location location() {
        return LOCATION;
    }

    /** The scripts in this folder of this program. */
    static Location read(String folder) {
        Path home = home();
        if (Files.isDirectory(home)) {
            return scan(home.resolve(folder), folder);
        }
        try (FileSystem archive = FileSystems.newFileSystem(home)) {
            return scan(archive.getPath("/" + folder), folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The packaged migrations in " + home + " cannot be read.", e);
        }
    }

    private static Location scan(Path folder, String place) {
        return Files.isDirectory(folder) ? FolderScan.of(folder, place) : new Location(List.of(), List.of());
    }

    /** The archive or folder that holds this class, found by where its own file is. */
    private static Path home() {
        String file = PackagedScripts.class.getName().replace('.', '/') + ".class";
        URL url = PackagedScripts.class.getClassLoader().getResource(file);
        if (url == null) {
            throw new IllegalStateException("The packaged migrations were not read when the program was built.");
        }
        String root = url.toString().substring(0, url.toString().length() - file.length());
        try {
            boolean archive = root.startsWith("jar:");
            return Path.of(new URI(archive ? root.substring("jar:".length(), root.lastIndexOf("!/")) : root));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The program's own place is no file: " + url, e);
        }
    }
}
