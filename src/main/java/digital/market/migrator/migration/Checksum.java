package digital.market.migrator.migration;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Flyway's checksum ({@code ChecksumCalculator}): the CRC-32 of the script's lines in UTF-8, without a byte order mark
 * and without the line ends. It therefore does not see a moved line break.
 */
final class Checksum {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Checksum() {
    }

    /** The checksum of this text. */
    static int of(String text) {
        byte[] bytes = withoutByteOrderMark(text).getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                crc.update(bytes, begin, i - begin);
                begin = i + 1;
            }
        }
        crc.update(bytes, begin, bytes.length - begin);
        return (int) crc.getValue();
    }

    /** The text without the byte order mark with which some editors begin a file. */
    static String withoutByteOrderMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }
}
