package digital.market.migrator.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import digital.market.migrator.report.RegularFile;

/** A file that holds a value, such as a mounted Secret. Who may read it, beside us, is the cluster's business. */
final class MountedFile {

    /** A provider's bundle of root certificates is larger than anything else that is mounted. */
    private static final int MOST_MEBIBYTES = 1;

    private MountedFile() {
    }

    /**
     * What it holds now, without the line break at its end.
     *
     * @throws IllegalArgumentException with the reason, in words that follow "a file that", and without the path
     */
    static String read(String file) {
        byte[] bytes;
        try {
            bytes = RegularFile.read(Path.of(file), MOST_MEBIBYTES);
        } catch (RegularFile.Unfit e) {
            throw new IllegalArgumentException(e.predicate());
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("does not exist or cannot be read");
        }
        String text = withoutNewline(decode(bytes));
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("holds a NUL byte");
        }
        return text;
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not UTF-8");
        }
    }

    /** One line break at the end is an editor's, more may be meant. */
    static String withoutNewline(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
