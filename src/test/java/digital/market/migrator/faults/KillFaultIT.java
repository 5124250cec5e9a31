package digital.market.migrator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.CutPoint;
import digital.market.migrator.testing.CutPoint.Side;
import digital.market.migrator.testing.FramedRelay;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A migrator that is killed, wherever it is, leaves a database that the next one brings to head. A process that is killed
 * says nothing more, so that what matters is up to which of its messages the server has heard it.
 */
@Tag("faults")
class KillFaultIT {

    private static final int SIGKILL = 128 + 9;

    private final Program program = Program.packaged().light();

    @TempDir
    private Path folder;

    @Test
    void whereverItIsKilledTheNextRunComesToHead() throws SQLException {
        Recovery recovery = Recovery.ofPackaged();

        Tries tries = Tries.ofEach(Side.CLIENT, true, (point, database) -> kill(recovery, point, database));

        tries.areAllAtHead("SIGKILL, V1-V4", Side.CLIENT, true, 80);
    }

    /** The JVM takes so long to start that it is killed after every other message only. */
    @Test
    void outsideATransactionRepairHelps() throws SQLException {
        Recovery recovery = Recovery.ofOutside(OutsideCatalog.repeatable(folder));

        Tries tries = Tries.ofEvery(program.isNative() ? 1 : 2, Side.CLIENT, true, (point, database) -> kill(recovery, point, database));

        tries.areAllAtHead("SIGKILL, scripts without a transaction", Side.CLIENT, true, 80);
    }

    private Optional<String> kill(Recovery recovery, CutPoint point, TestDatabase database) throws SQLException, IOException {
        CompletableFuture<RunningProgram> started = new CompletableFuture<>();
        try (FramedRelay relay = FramedRelay.holding(database, point, () -> started.join().kill());
                RunningProgram running = program.start(relay.through(recovery.run(database).variables()))) {
            started.complete(running);
            ProgramRun run = running.await();
            boolean reached = relay.hasCut();
            // The good-bye is not waited for: a process may have ended before it is killed.
            assertThat(run).extracting(ProgramRun::exitCode).isIn(0, reached ? SIGKILL : 0);
            String way = recovery.recover(database);
            return reached ? Optional.of(run.exitCode() + ", " + way) : Optional.empty();
        }
    }
}
