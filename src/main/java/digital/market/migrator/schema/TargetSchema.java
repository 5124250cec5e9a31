package digital.market.migrator.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import digital.market.migrator.report.FileFailure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.RegularFile;
import digital.market.migrator.report.WholeFile;

/**
 * What a schema must look like at the catalog's head: Alembic's {@code target_metadata}.
 *
 * @param objects in the order of their text
 */
public record TargetSchema(List<SchemaObject> objects) {

    private static final String RESOURCE = "/db/target-schema.txt";
    private static final int MOST_MEBIBYTES = 64;

    /** A schema of these objects. */
    public TargetSchema {
        objects = objects.stream().sorted(SchemaObject.ORDER).toList();
    }

    /** What the packaged migrations lead to; the build makes sure that they do. */
    public static TargetSchema packaged() {
        return Packaged.SCHEMA;
    }

    /**
     * The schema that a file describes, as {@link #text()} wrote it.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if it cannot be read or holds something else
     */
    public static TargetSchema read(Path file) {
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(RegularFile.read(file, MOST_MEBIBYTES))).toString());
        } catch (IOException e) {
            throw unusable(file, "cannot be read (" + FileFailure.reason(e) + ")", e);
        } catch (IllegalArgumentException e) {
            throw unusable(file, "holds something else than a schema: " + e.getMessage(), e);
        }
    }

    /**
     * Writes the text to a file, over one that is there.
     *
     * @throws IOException if that cannot be done; then the file is as it was
     */
    public void write(Path file) throws IOException {
        WholeFile.write(file, text());
    }

    /** One line per object, and an empty one between tables. */
    public String text() {
        StringBuilder text = new StringBuilder();
        Optional<SchemaObject> before = Optional.empty();
        for (SchemaObject object : objects) {
            if (before.filter(one -> !belongTogether(one, object)).isPresent()) {
                text.append('\n');
            }
            text.append(object.line()).append('\n');
            before = Optional.of(object);
        }
        return text.toString();
    }

    static TargetSchema parse(String text) {
        return new TargetSchema(text.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()).map(SchemaObject::parse).toList());
    }

    private static boolean belongTogether(SchemaObject one, SchemaObject next) {
        return one.table().equals(next.table()) && (one.table().isPresent() || one.kind() == next.kind());
    }

    private static MigrationException unusable(Path file, String why, Exception cause) {
        return new MigrationException(Outcome.CONFIGURATION, "MIGRATOR_TARGET (--target) names " + file + ", which " + why
                + ". The command check --write-target writes such a file.", cause);
    }

    /** Read when the program needs it first; in a native image that is while the image is built. */
    private static final class Packaged {

        private static final TargetSchema SCHEMA = read();

        private static TargetSchema read() {
            try (InputStream resource = TargetSchema.class.getResourceAsStream(RESOURCE)) {
                if (resource == null) {
                    throw new IllegalStateException("The resource " + RESOURCE + " is missing.");
                }
                return parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
