package digital.market.migrator.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

import org.jboss.logging.Logger;

/**
 * Writes a file that appears whole or not at all: a reader may be waiting for it.
 *
 * <p>Only a regular file, or nothing, is replaced. Anything else that a name or a link leads to is written to: a device, a
 * FIFO, standard output.
 */
public final class WholeFile {

    private static final Logger LOG = Logger.getLogger(WholeFile.class);

    /** A report or a script may repeat a secret. */
    private static final FileAttribute<Set<PosixFilePermission>> FOR_ITS_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private WholeFile() {
    }

    /**
     * Writes the file, over one that is there, whose mode stays. A new one is for its owner alone.
     *
     * @throws IOException if that cannot be done; then a regular file is as it was
     */
    public static void write(Path file, String text) throws IOException {
        Destination destination = Destination.of(file);
        if (!destination.isReplaceable()) {
            destination.take(text);
            return;
        }
        Path path = destination.path();
        Path part = path.resolveSibling(".part-" + Long.toHexString(System.nanoTime()));
        try {
            Files.createFile(part, FOR_ITS_OWNER);
            Files.writeString(part, text, StandardOpenOption.WRITE);
            keepMode(part, destination.before());
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            remove(part);
            throw e;
        }
    }

    /** Owner and group stay too, where we may give files away. */
    private static void keepMode(Path part, Optional<PosixFileAttributes> before) throws IOException {
        if (before.isEmpty()) {
            return;
        }
        PosixFileAttributeView view = Files.getFileAttributeView(part, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        if (!now.owner().equals(before.get().owner()) || !now.group().equals(before.get().group())) {
            giveTo(before.get(), view);
        }
        view.setPermissions(before.get().permissions());
    }

    private static void giveTo(PosixFileAttributes before, PosixFileAttributeView view) {
        try {
            view.setGroup(before.group());
            view.setOwner(before.owner());
        } catch (IOException e) {
            LOG.debugf("The file's owner could not be kept: %s.", FileFailure.reason(e));
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
