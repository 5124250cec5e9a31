package digital.market.migrator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of scripts that a test writes. */
public record ScriptFolder(Path path) {

    /** The folder that the packaged scripts lie in, as the build made it. */
    public static Path packaged() {
        try {
            return Path.of(ScriptFolder.class.getResource("/db/migration").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a file, in a subfolder if its name says so, over one that is there. */
    public ScriptFolder add(String name, String text) {
        try {
            Files.createDirectories(path.resolve(name).getParent());
            Files.writeString(path.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a script and the file beside it that lets it run without a transaction. */
    public ScriptFolder addOutsideTransaction(String name, String text) {
        return add(name, text).add(name + ".conf", "executeInTransaction=false\n");
    }

    /** Takes a file away. */
    public ScriptFolder remove(String name) {
        try {
            Files.delete(path.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
