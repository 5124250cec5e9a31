package digital.market.migrator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PrivateServer;
import digital.market.migrator.testing.ScriptFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk that the server writes its log ahead to is full: the server goes down, and comes up when there is room again. */
@Tag("faults")
class FullDiskFaultTest {

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mountASmallDisk() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount a small disk");
        disk = Files.createDirectory(folder.resolve("disk"));
        command("mount", "-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmountIt() throws Exception {
        if (disk != null) {
            command("umount", "--lazy", disk.toString());
        }
    }

    @Test
    void aMigrationThatFillsItIsLostAndAppliedOnceThereIsRoom() throws Exception {
        try (PrivateServer server = PrivateServer.with("max_wal_size = 32MB", "min_wal_size = 32MB", "wal_compression = off")) {
            server.stop();
            move(server.data().resolve("pg_wal"), disk.resolve("pg_wal"));
            server.start();
            MigratorRun run = new MigratorRun(environment(server));

            MigrationException failure = Assertions.catchThrowableOfType(MigrationException.class, run::succeeds);

            assertThat(failure.outcome()).as(failure.failure().toString()).isIn(Outcome.UNREACHABLE, Outcome.ROLLED_BACK);
            assertThat(MigratorRun.scripts(failure.report().orElseThrow())).containsExactly("V1__one.sql");
            server.crash();
            command("mount", "-o", "remount,size=600m", disk.toString());
            server.start();
            assertThat(run.applies()).containsExactly("V2__big.sql");
            assertThat(server.rows("SELECT count(*) FROM big")).containsExactly("200000");
        }
    }

    private Map<String, String> environment(PrivateServer server) throws IOException {
        Map<String, String> all = new HashMap<>(server.environment());
        all.put("MIGRATOR_WAIT", "2s");
        all.put("MIGRATOR_LOCATIONS", "filesystem:" + new ScriptFolder(folder.resolve("scripts")).add("V1__one.sql", "CREATE TABLE one ();")
                .add("V2__big.sql", "CREATE TABLE big (filler text); "
                        + "INSERT INTO big SELECT repeat('x', 1000) FROM generate_series(1, 200000);").path());
        return Map.copyOf(all);
    }

    /** As an administrator moves it: copied, and linked to from where it was. */
    private static void move(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            Files.delete(files.get(i));
        }
        Files.createSymbolicLink(from, to);
    }

    private static void command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", words)).isZero();
    }
}
