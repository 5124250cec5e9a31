package digital.market.migrator.faults;

import digital.market.migrator.testing.CutPoint;
import digital.market.migrator.testing.CutPoint.Side;
import digital.market.migrator.testing.FramedRelay;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.TestDatabase;
import digital.market.migrator.testing.Told;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link CutFaultTest} has, with the program itself. A JVM takes so long to start that it meets every seventh point only. */
@Tag("faults")
class CutFaultIT {

    private final Program program = Program.packaged().light();
    private final int nth = program.isNative() ? 1 : 7;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"CLIENT, true, 80", "CLIENT, false, 80", "SERVER, false, 150"})
    void whereverItIsCutTheNextRunComesToHead(Side from, boolean passedOn, int atLeast) throws SQLException {
        Recovery recovery = Recovery.ofPackaged();

        Tries tries = Tries.ofEvery(nth, from, passedOn, (point, database) -> cut(recovery, point, database));

        tries.areAllAtHead("connection of the program cut, V1-V4", from, passedOn, atLeast);
    }

    @ParameterizedTest
    @CsvSource({"CLIENT, true, 80", "CLIENT, false, 80", "SERVER, false, 150"})
    void whereverItIsCutTheRunConnectsAgainAndReportsWhatTheDatabaseHolds(Side from, boolean passedOn, int atLeast) throws SQLException {
        Recovery recovery = Recovery.ofPackaged();

        Tries tries = Tries.ofEvery(nth, from, passedOn, (point, database) -> {
            try (FramedRelay relay = FramedRelay.cutting(database, point)) {
                return recovery.afterCutOfOneThatConnectsAgain(relay, database, this::run);
            }
        });

        tries.areAllAtHead("connection of the program cut and opened again, V1-V4", from, passedOn, atLeast);
    }

    @ParameterizedTest
    @CsvSource({"CLIENT, true, 80", "CLIENT, false, 80"})
    void outsideATransactionRepairHelps(Side from, boolean passedOn, int atLeast) throws SQLException {
        Recovery recovery = Recovery.ofOutside(OutsideCatalog.repeatable(folder));

        Tries tries = Tries.ofEvery(nth, from, passedOn, (point, database) -> cut(recovery, point, database));

        tries.areAllAtHead("connection of the program cut, scripts without a transaction", from, passedOn, atLeast);
    }

    private Optional<String> cut(Recovery recovery, CutPoint point, TestDatabase database) throws Exception {
        try (FramedRelay relay = FramedRelay.cutting(database, point)) {
            return recovery.afterCut(relay, database, this::run);
        }
    }

    private Told run(Map<String, String> variables) {
        Map<String, String> json = new HashMap<>(variables);
        json.put("MIGRATOR_JSON", "true");
        return Told.by(program.run(json));
    }
}
