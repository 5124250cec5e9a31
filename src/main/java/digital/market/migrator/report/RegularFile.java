package digital.market.migrator.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/** Reads regular files, and what a link to one leads to. A FIFO would be waited for, and a device may never end. */
public final class RegularFile {

    private static final int MEBIBYTE = 1024 * 1024;

    /** A file that is not read, whatever rights one has. */
    public static final class Unfit extends FileSystemException {

        private static final long serialVersionUID = 1L;

        private final String predicate;
        private final boolean tooLarge;

        private Unfit(Path file, String predicate, boolean tooLarge) {
            super(file.toString(), null, "it " + predicate);
            this.predicate = predicate;
            this.tooLarge = tooLarge;
        }

        /** Why, in words that follow the file's name, e.g. {@code is a folder}. */
        public String predicate() {
            return predicate;
        }

        /** Whether it is a regular file that holds more than was asked for. */
        public boolean isTooLarge() {
            return tooLarge;
        }
    }

    private RegularFile() {
    }

    /**
     * Reads a whole file.
     *
     * @param mebibytes the most that it may hold
     * @throws Unfit       if it is no regular file, or larger
     * @throws IOException if it cannot be read
     */
    public static byte[] read(Path file, int mebibytes) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new Unfit(file, attributes.isDirectory() ? "is a folder" : "is a device, a FIFO or a socket, and no regular file", false);
        }
        int most = mebibytes * MEBIBYTE;
        if (attributes.size() <= most) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = read(in, (int) attributes.size(), most);
                if (content.length <= most) {
                    return content;
                }
            }
        }
        throw new Unfit(file, "holds more than " + mebibytes + " MiB", true);
    }

    /** A file that is as long as it said is there once, and not in parts besides. Those of {@code /proc} say that they are empty. */
    private static byte[] read(InputStream in, int size, int most) throws IOException {
        byte[] content = new byte[size];
        int length = in.readNBytes(content, 0, size);
        byte[] more = in.readNBytes(most + 1 - length);
        if (length == size && more.length == 0) {
            return content;
        }
        byte[] all = Arrays.copyOf(content, length + more.length);
        System.arraycopy(more, 0, all, length, more.length);
        return all;
    }
}
