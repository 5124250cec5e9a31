package digital.market.migrator.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** This program's name and version. */
public final class Program {

    /** The name under which it runs. */
    public static final String NAME = "market-migrator";

    /** Written by the build; a constant of the image where it is compiled natively. */
    private static final String VERSION = read("/version.txt");

    private Program() {
    }

    /** The version that the build gave it, e.g. {@code 0.1.0}. */
    public static String version() {
        return VERSION;
    }

    private static String read(String resource) {
        try (InputStream in = Program.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
