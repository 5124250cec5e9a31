package digital.market.migrator.kubernetes.chart;

import com.fasterxml.jackson.databind.JsonNode;
import digital.market.migrator.kubernetes.manifests.Manifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that a test writes for Helm to read, in the build's folder. */
final class Scratch {

    private Scratch() {
    }

    /** A new folder. */
    static Path folder(String name) {
        try {
            Path all = Files.createDirectories(Path.of(System.getProperty("build.directory", "target"), "charts").toAbsolutePath());
            return Files.createTempDirectory(all, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file in a folder of its own. */
    static Path file(String name, String text) {
        return write(folder("file").resolve(name), text);
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one document of a YAML text. */
    static JsonNode yaml(String text) {
        return Manifests.documents(text).get(0);
    }

    /** The files in a folder and the folders in it, in order. */
    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void copy(Path from, Path to) {
        for (Path file : files(from)) {
            write(to.resolve(from.relativize(file).toString()), read(file));
        }
    }
}
