package digital.market.migrator.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import org.jboss.logging.Logger;

/** A file that appears whole or not at all: a reader may be waiting for it. */
public final class WholeFile {

    private static final Logger LOG = Logger.getLogger(WholeFile.class);

    private WholeFile() {
    }

    /**
     * Writes the file, over one that is there.
     *
     * @throws IOException if that cannot be done; then the file is as it was
     */
    public static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling(".part-" + Long.toHexString(System.nanoTime()));
        try {
            Files.writeString(part, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            remove(part);
            throw e;
        }
    }

    private static void remove(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.warnf("%s could not be removed: %s.", part, FileFailure.reason(e));
        }
    }
}
