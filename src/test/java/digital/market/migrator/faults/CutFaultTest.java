package digital.market.migrator.faults;

import digital.market.migrator.testing.CutPoint;
import digital.market.migrator.testing.CutPoint.Side;
import digital.market.migrator.testing.FramedRelay;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PgBouncer;
import digital.market.migrator.testing.TestDatabase;
import digital.market.migrator.testing.Told;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection that ends, wherever it ends, costs a run, but neither the schema nor its history. */
@Tag("faults")
class CutFaultTest {

    @TempDir
    Path folder;

    /** What the server does not say any more, the client does not know: that is the same as after the message before. */
    @ParameterizedTest
    @CsvSource({"CLIENT, true, 80", "CLIENT, false, 80", "SERVER, false, 150"})
    void whereverItIsCutTheNextRunComesToHead(Side from, boolean passedOn, int atLeast) throws SQLException {
        Recovery recovery = Recovery.ofPackaged();

        Tries tries = Tries.ofEach(from, passedOn, (point, database) -> cut(recovery, point, database));

        tries.areAllAtHead("connection cut, V1-V4", from, passedOn, atLeast);
    }

    @ParameterizedTest
    @CsvSource({"CLIENT, true, 80", "CLIENT, false, 80", "SERVER, false, 150"})
    void whereverItIsCutTheRunConnectsAgainAndReportsWhatTheDatabaseHolds(Side from, boolean passedOn, int atLeast) throws SQLException {
        Recovery recovery = Recovery.ofPackaged();

        Tries tries = Tries.ofEach(from, passedOn, (point, database) -> {
            try (FramedRelay relay = FramedRelay.cutting(database, point)) {
                return recovery.afterCutOfOneThatConnectsAgain(relay, database, variables -> Told.by(new MigratorRun(variables)));
            }
        });

        tries.areAllAtHead("connection cut and opened again, V1-V4", from, passedOn, atLeast);
    }

    @ParameterizedTest
    @CsvSource({"CLIENT, true, 80", "CLIENT, false, 80"})
    void outsideATransactionRepairHelps(Side from, boolean passedOn, int atLeast) throws SQLException {
        Recovery recovery = Recovery.ofOutside(OutsideCatalog.repeatable(folder));

        Tries tries = Tries.ofEach(from, passedOn, (point, database) -> cut(recovery, point, database));

        tries.areAllAtHead("connection cut, scripts without a transaction", from, passedOn, atLeast);
    }

    @ParameterizedTest
    @CsvSource("CLIENT, true, 60")
    void aScriptThatCannotBeRepeatedMayNeedAHandBefore(Side from, boolean passedOn, int atLeast) throws SQLException {
        Recovery recovery = Recovery.ofOutside(OutsideCatalog.once(folder)).with(OutsideCatalog.takeBackWhatFailed());

        Tries tries = Tries.ofEach(from, passedOn, (point, database) -> cut(recovery, point, database));

        tries.areAllAtHead("connection cut, scripts that cannot be repeated", from, passedOn, atLeast);
    }

    /** The next run comes without the pooler, which may still have a session that the cut one had borrowed. */
    @ParameterizedTest
    @CsvSource({"CLIENT, true, 3, 250", "SERVER, false, 15, 1000"})
    void throughAPoolerOfTransactionsTheNextRunComesToHead(Side from, boolean passedOn, int nth, int atLeast) throws SQLException {
        Recovery recovery = Recovery.ofPackaged();

        Tries tries = Tries.ofEvery(nth, from, passedOn, (point, database) -> {
            try (PgBouncer pooler = PgBouncer.before(database, "transaction"); FramedRelay relay = FramedRelay.cutting(pooler, point)) {
                return cut(recovery, relay, database);
            }
        });

        tries.areAllAtHead("connection to PgBouncer cut, V1-V4", from, passedOn, atLeast);
    }

    private static Optional<String> cut(Recovery recovery, CutPoint point, TestDatabase database) throws Exception {
        try (FramedRelay relay = FramedRelay.cutting(database, point)) {
            return cut(recovery, relay, database);
        }
    }

    private static Optional<String> cut(Recovery recovery, FramedRelay relay, TestDatabase database) throws Exception {
        return recovery.afterCut(relay, database, variables -> Told.by(new MigratorRun(variables)));
    }
}
