package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.SpecialFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies around where the program is started does not change what it does. */
class StartIT {

    private static final Map<String, String> UNREACHABLE = Map.of("DATABASE_URL", "postgresql://bot:x@127.0.0.1:1/shop", "MIGRATOR_WAIT", "0s",
            "MIGRATOR_AWAIT", "1s");

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"migrate, 11", "migrate --json, 11", "await, 11", "status, 11", "check, 11", "adopt, 11", "undo --to 0, 11", "repair, 11", "offline, 0",
            "config, 0", "--help, 0"})
    void noFileInTheWorkingDirectoryIsRead(String arguments, int code) throws IOException {
        Files.writeString(folder.resolve(".env"), "QUARKUS_LOG_LEVEL=nonsense\nDATABASE_URL=postgresql://evil:x@127.0.0.1:2/evil\n");
        Files.createDirectory(folder.resolve("config"));
        Files.writeString(folder.resolve("config/application.properties"), "quarkus.log.level=nonsense\nmigrator.schema=evil\n");
        Files.writeString(folder.resolve("application.properties"), "quarkus.log.level=nonsense\n");

        ProgramRun run = startedIn("").run(UNREACHABLE, arguments.split(" ")).exitedWith(code);

        assertThat(run.stdout() + run.stderr()).doesNotContain("nonsense", "evil");
    }

    @Test
    void aFifoOfThatNameIsNotWaitedFor() {
        SpecialFile.fifo(folder.resolve(".env"));

        startedIn("").run(UNREACHABLE, "offline").exitedWith(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "offline", "status"})
    void aFolderThatIsGoneIsNamed(String command) {
        assumeThat(program.isNative()).as("the JVM does not start there").isTrue();

        ProgramRun run = startedIn("rmdir '" + folder + "/gone'; ").run(UNREACHABLE, command).exitedWith(10);

        assertThat(run.stderr()).isEqualTo("The working directory has been deleted, so that no file can be opened.\n"
                + "Start market-migrator in another one, such as /.\n");
    }

    @ParameterizedTest
    @CsvSource({"QUARKUS_LOG_LEVEL, nonsense", "QUARKUS_LOG_FILE_ROTATION_MAX_FILE_SIZE, huge"})
    void aVariableOfQuarkusThatItCannotUseIsNamed(String variable, String value) {
        ProgramRun run = program.run(Map.of(variable, value, "MIGRATOR_LOCK_WAIT", "1s"), "offline").exitedWith(10);

        assertThat(run.stderr()).isEqualTo(variable + " has a value that Quarkus cannot use, so that it does not start.\n"
                + "Correct it, or take it out: market-migrator needs no variable of Quarkus.\n");
        assertThat(run.stdout()).isEmpty();
    }

    /** The program, started in the folder, or in one below it that is gone by then. */
    private Program startedIn(String before) {
        String where = before.isEmpty() ? folder.toString() : folder + "/gone";
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "mkdir -p '" + where + "' && cd '" + where + "' && " + before + "exec \"$0\" \"$@\""));
        command.addAll(program.command());
        return new Program(List.copyOf(command));
    }
}
