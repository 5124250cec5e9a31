package digital.market.migrator.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * PostgreSQL's own client programs, as this machine has them. They come with no library; a test that needs one which is
 * not there is skipped and says so.
 */
final class ClientPrograms {

    private static final Pattern RELEASE = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    /** What PostgreSQL installed comes first: on the path, some systems have a wrapper of it, which takes longer to start. */
    private static final List<Path> FOLDERS = Stream.of(installed(), path()).flatMap(List::stream).toList();

    private ClientPrograms() {
    }

    /** A program with this name. */
    static Path any(String program) {
        Optional<Path> found = all(program).findFirst();
        assumeThat(found).as("this test runs " + program + ", which is not on the PATH").isPresent();
        return found.orElseThrow();
    }

    /** Whether there is a program with this name. */
    static boolean exists(String program) {
        return all(program).findFirst().isPresent();
    }

    /** A program with this name that knows servers of this release; none if the machine has only older ones. */
    static Optional<Path> knowing(String program, Postgres server) {
        return all(program).filter(file -> release(file) >= Integer.parseInt(server.release())).findFirst();
    }

    private static Stream<Path> all(String program) {
        return FOLDERS.stream().map(folder -> folder.resolve(program)).filter(Files::isExecutable);
    }

    /** The folder that {@code pg_config} names, and those of other releases beside it. */
    private static List<Path> installed() {
        Optional<Path> config = path().stream().map(folder -> folder.resolve("pg_config")).filter(Files::isExecutable).findFirst();
        if (config.isEmpty()) {
            return List.of();
        }
        Path programs = Path.of(output(config.get(), "--bindir").strip());
        Optional<Path> releases = Optional.ofNullable(programs.getParent()).map(Path::getParent);
        List<Path> folders = new ArrayList<>(List.of(programs));
        try (Stream<Path> others = releases.isPresent() ? Files.list(releases.get()) : Stream.empty()) {
            others.map(release -> release.resolve(programs.getFileName())).filter(folder -> !folder.equals(programs))
                    .sorted().forEach(folders::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folders;
    }

    private static List<Path> path() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).filter(folder -> !folder.isEmpty())
                .map(Path::of).toList();
    }

    private static int release(Path program) {
        Matcher release = RELEASE.matcher(output(program, "--version"));
        return release.find() ? Integer.parseInt(release.group(1)) : 0;
    }

    private static String output(Path program, String argument) {
        return new Program(List.of(program.toString())).run(Map.of(), argument).exitedWith(0).stdout();
    }
}
