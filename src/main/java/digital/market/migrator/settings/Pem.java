package digital.market.migrator.settings;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Certificates and keys as text (<a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>), among whatever else stands in the same
 * text. Line breaks do not matter: an environment variable often has none, or has them written as {@code \n}.
 *
 * <p>Exceptions tell the reason and never quote, since the text may be a key.
 */
public record Pem(List<Block> blocks) {

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final String KEY = "PRIVATE KEY";

    /**
     * One thing in the text.
     *
     * @param label   what it is, e.g. {@code CERTIFICATE}
     * @param content its DER; nothing if it is encrypted
     */
    public record Block(String label, byte[] content) {

        @Override
        public String toString() {
            return label;
        }
    }

    /** Blocks that cannot change. */
    public Pem {
        blocks = List.copyOf(blocks);
    }

    /** Whether a value is the thing itself, and not the name of a file that holds it. */
    static boolean isIn(String value) {
        return value.contains(BEGIN);
    }

    /**
     * Reads all blocks of a text.
     *
     * @throws IllegalArgumentException with the reason, if one of them is cut off or damaged
     */
    public static Pem parse(String text) {
        List<Block> blocks = new ArrayList<>();
        for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, begin)) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(begin + BEGIN.length(), labelEnd);
            String end = "-----END " + label + DASHES;
            int stop = labelEnd < 0 ? -1 : text.indexOf(end, labelEnd);
            if (stop < 0) {
                throw new IllegalArgumentException("a block of its PEM has a beginning and no end: give it whole, from -----BEGIN to the last -----");
            }
            blocks.add(new Block(label, decode(text.substring(labelEnd + DASHES.length(), stop))));
            begin = stop + end.length();
        }
        return new Pem(blocks);
    }

    /**
     * The certificates, in order.
     *
     * @throws IllegalArgumentException if there is none
     */
    public List<byte[]> certificates() {
        List<byte[]> certificates = blocks.stream().filter(block -> block.label().equals("CERTIFICATE")).map(Block::content).toList();
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("it holds no certificate in PEM, which starts with -----BEGIN CERTIFICATE-----; convert another form,"
                    + " for example openssl x509 -inform DER -in cert.der -out cert.crt");
        }
        return certificates;
    }

    /**
     * The one private key.
     *
     * @throws IllegalArgumentException if there is none or more than one, if it is encrypted, or of a kind that is not read
     */
    public Block key() {
        List<Block> keys = blocks.stream().filter(block -> block.label().endsWith(KEY)).toList();
        if (keys.size() != 1) {
            throw new IllegalArgumentException("it holds " + (keys.isEmpty() ? "no" : "more than one") + " private key in PEM, which starts with"
                    + " -----BEGIN PRIVATE KEY-----; convert another form, for example openssl pkey -inform DER -in key.der -out tls.key");
        }
        return switch (keys.get(0).label()) {
            case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" -> unencrypted(keys.get(0));
            case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
            default -> throw new IllegalArgumentException("its private key is none of PKCS#8, PKCS#1 and SEC 1; convert it, for example"
                    + " openssl pkey -in old.key -out tls.key");
        };
    }

    private static Block unencrypted(Block key) {
        if (key.content().length == 0) {
            throw encrypted();
        }
        return key;
    }

    private static IllegalArgumentException encrypted() {
        return new IllegalArgumentException("its private key is encrypted, and market-migrator has no password for it; decrypt it, for example"
                + " openssl pkey -in encrypted.key -out tls.key");
    }

    /** A header within a block says that the rest is encrypted (RFC 1421): nothing else is ever written there. */
    private static byte[] decode(String body) {
        if (body.contains("ENCRYPTED")) {
            return new byte[0];
        }
        byte[] content;
        try {
            content = Base64.getDecoder().decode(body.replace("\\r", "").replace("\\n", "").replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw damaged();
        }
        if (content.length == 0) {
            throw damaged();
        }
        return content;
    }

    /** Without the cause, which quotes. */
    private static IllegalArgumentException damaged() {
        return new IllegalArgumentException("a block of its PEM is damaged: what stands between -----BEGIN and -----END is not Base64");
    }
}
