package digital.market.migrator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.PrivateServer;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ScriptFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The faults of {@link ServerFaultTest} that the program itself has to survive as a process. */
@Tag("faults")
class ServerFaultIT {

    private static final String WAITING = "Waiting for the database";

    private final Program program = Program.packaged();

    @TempDir
    Path folder;

    @Test
    void itWaitsForAServerThatIsStartedAndSaysSoOnce() throws Exception {
        try (PrivateServer server = PrivateServer.with()) {
            server.stop();
            try (RunningProgram running = program.start(server.environment())) {
                Eventually.holds("it waits", () -> running.stderr().contains(WAITING));
                server.start();

                ProgramRun run = running.await().exitedWith(0);

                assertThat(run.stdout()).endsWith("Applied 4 migrations: schema public went from no version to version 4.\n");
                List<String> lines = run.stderr().lines().filter(line -> line.contains("Connection refused")).toList();
                assertThat(lines).as(run.stderr()).hasSize(1);
            }
        }
    }

    @Test
    void itGoesOnAfterARestartInAStatement() throws Exception {
        try (PrivateServer server = PrivateServer.with(); RunningProgram running = inV2(server)) {
            server.stop();
            server.start();

            assertThat(running.await().exitedWith(0).stdout()).contains("✓ V1  one").contains("✓ V2  gate")
                    .endsWith("Applied 2 migrations: schema public went from no version to version 2.\n");
        }
    }

    @Test
    void itEndsWith11WhereTheServerDoesNotComeBack() throws Exception {
        try (PrivateServer server = PrivateServer.with(); RunningProgram running = inV2(server, "MIGRATOR_WAIT", "2s")) {
            server.crash();

            assertThat(running.await().exitedWith(11).stdout()).contains("✓ V1  one").doesNotContain("gate");
            server.start();
        }
    }

    @Test
    void itWaitsForAStandbyToBeThePrimary() throws Exception {
        try (PrivateServer primary = PrivateServer.with(); PrivateServer standby = primary.stopAndCopyToStandby();
                RunningProgram running = program.start(standby.environment())) {
            Eventually.holds("it says so", () -> running.stderr().contains("is a standby"));
            standby.rows("SELECT pg_promote()");

            running.await().exitedWith(0);
            assertThat(standby.rows("SELECT count(*) FROM flyway_schema_history")).containsExactly("4");
        }
    }

    private RunningProgram inV2(PrivateServer server, String... more) throws Exception {
        RunningProgram running = program.start(with(server, more));
        Eventually.holds("the run is in V2", server::isWaitedOn);
        return running;
    }

    private Map<String, String> with(PrivateServer server, String... more) throws Exception {
        Map<String, String> all = new HashMap<>(server.environment());
        all.put("MIGRATOR_LOCATIONS", "filesystem:" + new ScriptFolder(folder.resolve("scripts")).add("V1__one.sql", "CREATE TABLE one ();")
                .add("V2__gate.sql", "CREATE TABLE two (); " + server.untilRestarted()).path());
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
