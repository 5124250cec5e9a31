package digital.market.migrator.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The packaged program, run as a process of its own. Of this process's environment it sees {@code PATH}, {@code HOME} and
 * {@code LANG}, and otherwise what it is given.
 *
 * @param command what starts it, without its arguments
 */
public record Program(List<String> command) {

    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG");

    /** What the build made: the native runner, or else the jar, run by the JVM that runs the tests. */
    public static Program packaged() {
        Path file = BuildDirectory.resolve("quarkus-artifact.properties");
        Properties artifact = new Properties();
        try (InputStream content = Files.newInputStream(file)) {
            artifact.load(content);
        } catch (IOException e) {
            throw new UncheckedIOException("The program is not packaged: run mvn package first.", e);
        }
        String path = file.resolveSibling(artifact.getProperty("path")).toString();
        return artifact.getProperty("type").equals("native")
                ? new Program(List.of(path))
                : new Program(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", path));
    }

    /** Whether it is native, and not run by a JVM. */
    public boolean isNative() {
        return !command.contains("-jar");
    }

    /** The same program, by a JVM that takes less to start; natively it is as it was. */
    public Program light() {
        List<String> light = new ArrayList<>(command);
        if (!isNative()) {
            light.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
        }
        return new Program(List.copyOf(light));
    }

    /** Runs it with the given environment and arguments and waits for its end. */
    public ProgramRun run(Map<String, String> environment, String... arguments) {
        try (RunningProgram running = start(environment, arguments)) {
            return running.await();
        }
    }

    /** Starts it with the given environment and arguments. */
    public RunningProgram start(Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment);
        try {
            Path folder = Files.createTempDirectory(BuildDirectory.folder("program-runs"), "");
            return new RunningProgram(line, environment, folder,
                    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                            .redirectOutput(RunningProgram.stdout(folder).toFile())
                            .redirectError(RunningProgram.stderr(folder).toFile())
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
