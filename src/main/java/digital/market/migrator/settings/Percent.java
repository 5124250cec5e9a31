package digital.market.migrator.settings;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding as Python's {@code urllib.parse.unquote} does it, with which SQLAlchemy reads user and password: an
 * escape is a byte of UTF-8, a {@code %} that starts no escape stands for itself, and bytes that are no UTF-8 become
 * U+FFFD.
 */
final class Percent {

    private Percent() {
    }

    static String decode(String text) {
        int next = text.indexOf('%');
        if (next < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int from = 0;
        while (next >= 0) {
            decoded.append(text, from, next);
            int end = endOfEscapes(text, next);
            if (end == next) {
                decoded.append('%');
                end = next + 1;
            } else {
                decoded.append(decodeEscapes(text, next, end));
            }
            from = end;
            next = text.indexOf('%', from);
        }
        return decoded.append(text, from, text.length()).toString();
    }

    private static int endOfEscapes(String text, int start) {
        int end = start;
        while (end + 2 < text.length() && text.charAt(end) == '%' && hex(text, end + 1) >= 0 && hex(text, end + 2) >= 0) {
            end += 3;
        }
        return end;
    }

    private static String decodeEscapes(String text, int start, int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = start; at < end; at += 3) {
            bytes.write(hex(text, at + 1) << 4 | hex(text, at + 2));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** ASCII digits only: {@link Character#digit} alone would take those of every script. */
    private static int hex(String text, int at) {
        char c = text.charAt(at);
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
