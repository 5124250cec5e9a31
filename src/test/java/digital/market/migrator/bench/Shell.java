package digital.market.migrator.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Small commands whose answer is wanted. */
final class Shell {

    private Shell() {
    }

    /** What a command printed, on either stream, and its exit code. */
    record Answer(int exitCode, String text) {
    }

    static Answer ask(List<String> words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).redirectInput(new File("/dev/null")).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Answer(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The first line that a command prints. */
    static String firstLine(List<String> words) {
        return ask(words).text().lines().findFirst().orElse("");
    }

    /** The program of this name on {@code PATH}. */
    static Optional<Path> which(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }
}
