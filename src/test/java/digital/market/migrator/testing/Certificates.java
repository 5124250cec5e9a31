package digital.market.migrator.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate with its key, as PEM files.
 *
 * @param certificate can be read by everybody
 * @param key         can be read by its owner alone, as PostgreSQL wants it
 */
public record Certificates(Path certificate, Path key) {

    private static final String PASSWORD = "changeit";

    /** Makes one for 127.0.0.1 that vouches for itself, in this folder, by the JDK's keytool. */
    public static Certificates make(Path folder) {
        Path store = folder.resolve("store.p12");
        try {
            int code = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                    "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1",
                    "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
                    .inheritIO().start().waitFor();
            if (code != 0) {
                throw new IllegalStateException("keytool ended with " + code);
            }
            KeyStore pair = KeyStore.getInstance("PKCS12");
            pair.load(new ByteArrayInputStream(Files.readAllBytes(store)), PASSWORD.toCharArray());
            return new Certificates(
                    pem(folder.resolve("server.crt"), "CERTIFICATE", pair.getCertificate("server").getEncoded()),
                    pem(folder.resolve("server.key"), "PRIVATE KEY", pair.getKey("server", PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The key as OpenSSL used to write it: PKCS#1 or SEC 1 instead of PKCS#8. */
    public Path keyAs(String label) {
        try {
            String body = Files.readString(key).replaceAll("-----.*-----|\\s", "");
            return pem(key.resolveSibling("old-" + key.getFileName()), label, Der.insideOf(Base64.getDecoder().decode(body)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key's file, readable by everybody, as in a mounted Secret. */
    public Path keyForAll() {
        try {
            return Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path pem(Path file, String kind, byte[] content) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, "-----BEGIN " + kind + "-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content) + "\n-----END " + kind + "-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
