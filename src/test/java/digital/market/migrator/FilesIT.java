package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.SpecialFile;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no regular file is written to and never replaced, and is not read. */
class FilesIT {

    private static final Map<String, String> NOTHING = Map.of();

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--output", "--report-file", "--termination-log"})
    void aDeviceStaysADevice(String option) throws IOException {
        Path full = SpecialFile.full(folder.resolve("full"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), full);

        for (Path file : List.of(full, link)) {
            ProgramRun run = program.run(NOTHING, "offline", option, file.toString());

            assertThat(run.exitCode()).as("only the script is the run's purpose: %s", run).isEqualTo(option.equals("--output") ? 10 : 0);
            assertThat(run.stderr()).contains(file.toString(), "No space left on device");
        }
        assertThat(SpecialFile.kind(full)).isEqualTo("character special file");
        assertThat(link).isSymbolicLink();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--output", "--report-file", "--termination-log"})
    void aLinkToStandardOutputIsStandardOutput(String option) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("stdout"), Path.of("/proc/self/fd/1"));

        String plain = program.run(NOTHING, "offline").exitedWith(0).stdout();
        String both = program.run(NOTHING, "offline", option, link.toString()).exitedWith(0).stdout();

        assertThat(both).startsWith(plain);
        assertThat(both.substring(plain.length())).matches(option.equals("--output") ? "" : "(?s)\\{\"message\":.*}\\n?");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aFifoThatNobodyReadsFromIsNamed() {
        Path fifo = SpecialFile.fifo(folder.resolve("fifo"));

        ProgramRun run = program.run(NOTHING, "offline", "--output", fifo.toString()).exitedWith(10);

        assertThat(run.stderr()).contains("The script could not be written to " + fifo + " (nobody reads from it).");
    }

    @Test
    void aFifoTakesTheScript() {
        Path fifo = SpecialFile.fifo(folder.resolve("fifo"));
        CompletableFuture<String> reader = CompletableFuture.supplyAsync(() ->
                new Program(List.of("cat")).run(NOTHING, fifo.toString()).exitedWith(0).stdout());

        program.run(NOTHING, "offline", "--output", fifo.toString()).exitedWith(0);

        assertThat(reader.join()).isEqualTo(program.run(NOTHING, "offline").exitedWith(0).stdout());
    }

    /** Every file that is read, as a FIFO that nobody writes to, as a folder, as a device that never ends, and as a file that is too large. */
    @Test
    void whatIsNoFileToBeReadIsRefused() throws IOException, SQLException {
        List<Path> unfit = new ArrayList<>(List.of(SpecialFile.fifo(folder.resolve("fifo")), Files.createDirectory(folder.resolve("folder")), huge()));
        unfit.add(Files.createSymbolicLink(folder.resolve("link"), unfit.get(0)));
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            for (Path file : unfit) {
                for (String variable : List.of("DB_PASSWORD_FILE", "PGSSLROOTCERT", "MIGRATOR_TARGET")) {
                    Map<String, String> environment = new HashMap<>(database.environment());
                    environment.put("PGSSLMODE", variable.equals("PGSSLROOTCERT") ? "verify-full" : "disable");
                    environment.put(variable, file.toString());

                    ProgramRun run = program.run(environment, "migrate").exitedWith(10);

                    assertThat(run.stderr()).contains(variable).containsAnyOf("is a folder", "is a device, a FIFO or a socket", "holds more than");
                }
            }
        }
    }

    @Test
    void anEndlessDeviceIsRefusedAsWell() throws IOException {
        Path device = SpecialFile.endless(folder.resolve("zero"));
        Path scripts = Files.createDirectory(folder.resolve("scripts"));
        Files.createSymbolicLink(scripts.resolve("V1__zero.sql"), device);

        assertThat(program.run(Map.of("DATABASE_URL_FILE", device.toString()), "migrate").exitedWith(10).stderr())
                .contains("DATABASE_URL_FILE names a file that is a device, a FIFO or a socket, and no regular file");
        assertThat(program.run(Map.of("MIGRATOR_LOCATIONS", "filesystem:" + scripts), "offline").exitedWith(10).stderr())
                .contains("V1__zero.sql is a device, a FIFO or a socket, and no regular file.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"V1__a.sql", "V2__b.sql.conf", "R__c.sql", "U1__a.sql"})
    void aScriptThatIsAFifoIsRefusedBeforeAnythingIsWaitedFor(String name) throws IOException {
        Path scripts = Files.createDirectory(folder.resolve("scripts"));
        Files.writeString(scripts.resolve("V2__b.sql"), "SELECT 1;");
        SpecialFile.fifo(scripts.resolve(name));
        Map<String, String> environment = Map.of("MIGRATOR_LOCATIONS", "filesystem:" + scripts, "DATABASE_URL", "postgresql://bot:x@127.0.0.1:1/shop");

        assertThat(program.run(environment, "migrate").exitedWith(10).stderr()).contains(name + " is a device, a FIFO or a socket, and no regular file.");
    }

    @Test
    void anArgumentThatStartsWithAnAtIsNotReadFromAFile() throws IOException {
        Path fifo = SpecialFile.fifo(folder.resolve("fifo"));
        Path arguments = Files.writeString(folder.resolve("arguments"), "--json");

        try (RunningProgram running = program.start(NOTHING, "offline", "@" + fifo)) {
            running.await().exitedWith(2);
        }
        assertThat(program.run(NOTHING, "offline", "@" + arguments).exitedWith(2).stderr()).contains("@" + arguments);
    }

    private Path huge() throws IOException {
        Path file = folder.resolve("huge");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(Integer.MAX_VALUE + 1L);
        }
        return file;
    }
}
