package digital.market.migrator.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import javax.security.auth.x500.X500Principal;

/**
 * An authority that signs certificates with whatever dates, names and keys a test wants. keytool would do, but takes three processes for each
 * (RFC 5280, §4.1, is what it would write).
 */
public final class CertificateAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    /** 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
    private static final byte[] SHA256_WITH_ECDSA = Der.sequence(Der.of(0x06, new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2}));
    /** 2.5.29.17 and 2.5.29.19. */
    private static final byte[] ALTERNATIVE_NAME = Der.of(0x06, new byte[] {0x55, 0x1d, 0x11});
    private static final byte[] BASIC_CONSTRAINTS = Der.of(0x06, new byte[] {0x55, 0x1d, 0x13});
    private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};

    private final Path folder;
    private final X500Principal name;
    private final KeyPair keys;
    private final Path certificate;

    private CertificateAuthority(Path folder, String name, Instant from, Instant until) {
        this.folder = folder;
        this.name = new X500Principal("CN=" + name);
        this.keys = keys("EC");
        this.certificate = Certificates.pem(folder.resolve(name + ".crt"), "CERTIFICATE",
                sign(this.name, keys, from, until, extension(BASIC_CONSTRAINTS, Der.sequence(TRUE))));
    }

    /** A new one that is valid today. */
    public static CertificateAuthority make(Path folder, String name) {
        return make(folder, name, Instant.now().minusSeconds(60), Instant.now().plusSeconds(86_400));
    }

    /** A new one with these dates. */
    public static CertificateAuthority make(Path folder, String name, Instant from, Instant until) {
        return new CertificateAuthority(folder, name, from, until);
    }

    /** Its own certificate. */
    public Path certificate() {
        return certificate;
    }

    /** A certificate for a server on 127.0.0.1. */
    public Certificates forServer(Instant from, Instant until) {
        return issue("server", "EC", from, until);
    }

    /** A certificate for a client of this name that is valid today. */
    public Certificates forClient(String client, String algorithm) {
        return issue(client, algorithm, Instant.now().minusSeconds(60), Instant.now().plusSeconds(86_400));
    }

    /** A certificate for a client of this name. */
    public Certificates forClient(String client, Instant from, Instant until) {
        return issue(client, "EC", from, until);
    }

    private Certificates issue(String subject, String algorithm, Instant from, Instant until) {
        KeyPair pair = keys(algorithm);
        byte[] address = Der.of(0x87, new byte[] {127, 0, 0, 1});
        byte[] signed = sign(new X500Principal("CN=" + subject), pair, from, until, extension(ALTERNATIVE_NAME, Der.sequence(address)));
        String file = subject + "-" + new BigInteger(40, RANDOM).toString(36);
        return new Certificates(Certificates.pem(folder.resolve(file + ".crt"), "CERTIFICATE", signed),
                Certificates.pem(folder.resolve(file + ".key"), "PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private byte[] sign(X500Principal subject, KeyPair pair, Instant from, Instant until, byte[] extension) {
        byte[] content = Der.sequence(
                Der.of(0xa0, new byte[] {0x02, 0x01, 0x02}),
                Der.of(0x02, new BigInteger(64, RANDOM).add(BigInteger.ONE).toByteArray()),
                SHA256_WITH_ECDSA, name.getEncoded(), Der.sequence(time(from), time(until)), subject.getEncoded(), pair.getPublic().getEncoded(),
                Der.of(0xa3, Der.sequence(extension)));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            return Der.sequence(content, SHA256_WITH_ECDSA, Der.bits(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] extension(byte[] id, byte[] value) {
        return Der.sequence(id, Der.octets(value));
    }

    private static byte[] time(Instant when) {
        return Der.of(0x18, TIME.format(when).getBytes(StandardCharsets.US_ASCII));
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!algorithm.equals("Ed25519")) {
                generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
