package digital.market.migrator.testing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** As much of ASN.1's encoding as a certificate for a test takes. */
final class Der {

    private Der() {
    }

    /** An element of this tag whose content is all of these. */
    static byte[] of(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(content::writeBytes);
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length > 0x7f) {
            element.write(length > 0xff ? 0x82 : 0x81);
        }
        if (length > 0xff) {
            element.write(length >> 8);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return of(0x30, parts);
    }

    static byte[] octets(byte[]... parts) {
        return of(0x04, parts);
    }

    static byte[] bits(byte[] content) {
        return of(0x03, new byte[1], content);
    }

    /** What PKCS#8 wraps: PKCS#1 of an RSA key, SEC 1 of one on an elliptic curve. */
    static byte[] insideOf(byte[] pkcs8) {
        int version = content(pkcs8, 0);
        int algorithm = next(pkcs8, version);
        int key = next(pkcs8, algorithm);
        return Arrays.copyOfRange(pkcs8, content(pkcs8, key), next(pkcs8, key));
    }

    private static int content(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
    }

    private static int next(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        if (length > 0x7f) {
            length = 0;
            for (int i = at + 2; i < content(der, at); i++) {
                length = length << 8 | der[i] & 0xff;
            }
        }
        return content(der, at) + length;
    }
}
