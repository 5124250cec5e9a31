package digital.market.migrator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build puts its results: Maven's {@code target}, from the system property {@code build.directory}. */
public final class BuildDirectory {

    private BuildDirectory() {
    }

    /** The absolute path of a file or folder in the build directory, whether or not it exists. */
    public static Path resolve(String name) {
        return Path.of(System.getProperty("build.directory", "target")).toAbsolutePath().resolve(name);
    }

    /** A folder in the build directory, made if it is not there. */
    static Path folder(String name) {
        try {
            return Files.createDirectories(resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
