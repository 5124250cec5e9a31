package digital.market.migrator.testing;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A server's program files, from the jar that the build laid next to those of the other releases.
 *
 * @param release the major version, e.g. {@code 18}
 */
public record PostgresBinaries(String release) implements PgBinaryResolver {

    @Override
    public InputStream getPgBinary(String system, String machine) throws IOException {
        String folder = System.getProperty("postgres.binaries", BuildDirectory.resolve("postgres-binaries").toString());
        try (ZipFile jar = new ZipFile(Path.of(folder, release + ".jar").toFile())) {
            ZipEntry archive = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(jar.getName() + " holds no .txz"));
            return new ByteArrayInputStream(jar.getInputStream(archive).readAllBytes());
        }
    }
}
