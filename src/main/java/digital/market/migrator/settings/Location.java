package digital.market.migrator.settings;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where scripts are found. */
public sealed interface Location permits Location.Packaged, Location.Folder {

    /** The scripts that were built into this image, {@value Packaged#NAME}. */
    record Packaged() implements Location {

        /** How the packaged scripts are named in {@code MIGRATOR_LOCATIONS}. */
        public static final String NAME = "classpath:db/migration";

        @Override
        public String describe() {
            return NAME;
        }
    }

    /**
     * A mounted folder.
     *
     * @param path absolute
     */
    record Folder(Path path) implements Location {

        static final String PREFIX = "filesystem:";

        @Override
        public String describe() {
            return PREFIX + path;
        }
    }

    /** The location as {@code MIGRATOR_LOCATIONS} names it. */
    String describe();

    /**
     * Reads one location.
     *
     * @throws IllegalArgumentException with the reason if it is neither the packaged one nor an existing folder
     */
    static Location parse(String text) {
        if (text.equals(Packaged.NAME)) {
            return new Packaged();
        }
        if (!text.startsWith(Folder.PREFIX)) {
            throw new IllegalArgumentException("a location is " + Packaged.NAME
                    + " or a folder, for example filesystem:/migrations");
        }
        Path path = Path.of(text.substring(Folder.PREFIX.length()));
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("a folder is named by its absolute path, for example filesystem:/migrations");
        }
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(
                    "there is no such folder; name one that is mounted, for example filesystem:/migrations");
        }
        return new Folder(path.normalize());
    }
}
