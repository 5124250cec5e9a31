package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Files that hold nothing, made where a test says so and never among the machine's own. */
public final class SpecialFile {

    private static final Program SHELL = new Program(List.of("/bin/sh", "-c"));

    private SpecialFile() {
    }

    /** A FIFO. */
    public static Path fifo(Path file) {
        SHELL.run(Map.of(), "mkfifo '" + file + "'").exitedWith(0);
        return file;
    }

    /** A device without room, as {@code /dev/full}; the test is left out where only root may make one. */
    public static Path full(Path file) {
        return device(file, 7);
    }

    /** A device that takes everything, as {@code /dev/null}; left out likewise. */
    public static Path sink(Path file) {
        return device(file, 3);
    }

    /** A device that never ends, as {@code /dev/zero}; left out likewise. */
    public static Path endless(Path file) {
        return device(file, 5);
    }

    /** Whether it still is what it was made as: the type and the mode as {@code stat} prints them. */
    public static String kind(Path file) {
        return SHELL.run(Map.of(), "stat -c '%F' '" + file + "'").exitedWith(0).stdout().strip();
    }

    private static Path device(Path file, int minor) {
        assertThat(file.startsWith("/dev")).isFalse();
        ProgramRun made = SHELL.run(Map.of(), "mknod -m 666 '" + file + "' c 1 " + minor + " && : 3<>'" + file + "'");
        assumeThat(made.exitCode()).as("only root makes devices, and not everywhere: %s", made.stderr()).isZero();
        return file;
    }
}
