package digital.market.migrator.migration;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over what scripts hold, byte for byte. Flyway's checksum, which goes into the history, reads lines and does not see
 * how they end, nor that a line was broken elsewhere.
 */
final class Digest {

    private final MessageDigest sha256;

    Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /** Of one text, as {@code sha256sum} gives it for a file that holds the text in UTF-8. */
    static String of(String text) {
        return HexFormat.of().formatHex(new Digest().sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds a text and where it ends, so that no part of one can be taken for one of the next. */
    Digest add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        sha256.update(bytes);
        return this;
    }

    /** In hexadecimal digits. */
    String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
