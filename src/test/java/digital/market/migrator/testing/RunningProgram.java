package digital.market.migrator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that was started and may still run. Closing it makes sure that it does not. */
public final class RunningProgram implements AutoCloseable {

    /** No run of a test takes that long; this one hangs. */
    private static final Duration SAFETY_NET = Duration.ofMinutes(2);

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path folder;
    private final Process process;

    RunningProgram(List<String> command, Map<String, String> environment, Path folder, Process process) {
        this.command = command;
        this.environment = environment;
        this.folder = folder;
        this.process = process;
    }

    static Path stdout(Path folder) {
        return folder.resolve("stdout");
    }

    static Path stderr(Path folder) {
        return folder.resolve("stderr");
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended yet. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** What it has printed on standard output by now. */
    public String stdout() {
        return read(stdout(folder));
    }

    /** What it has printed on standard error by now. */
    public String stderr() {
        return read(stderr(folder));
    }

    /** Sends it a signal, e.g. {@code TERM}. */
    public void signal(String name) {
        try {
            int code = new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(pid())).start().waitFor();
            if (code != 0) {
                throw new AssertionError("Signal " + name + " did not reach\n" + soFar(code));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Sends it SIGTERM, if it has not ended yet. */
    public void end() {
        process.destroy();
    }

    /** Sends it SIGKILL, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits for its end. */
    public ProgramRun await() {
        return await(SAFETY_NET);
    }

    /** Waits for its end, no longer than this, where many run at once. */
    public ProgramRun await(Duration longest) {
        try {
            if (process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
                return soFar(process.exitValue());
            }
            close();
            throw new AssertionError("Killed, because it did not end within " + longest + ":\n" + soFar(process.waitFor()));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private ProgramRun soFar(int exitCode) {
        return new ProgramRun(command, environment, exitCode, stdout(), stderr());
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
