package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport.Applied;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.RepairReport;
import digital.market.migrator.report.Report;
import digital.market.migrator.report.UndoReport;
import digital.market.migrator.report.AdoptionReport;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.CutPoint;
import digital.market.migrator.testing.FramedRelay;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A COMMIT whose answer is lost has come through or not: until the history has been read again, no report says which. */
class LostAnswerTest {

    @TempDir
    Path folder;

    private TestDatabase database;
    private ScriptFolder scripts;

    @BeforeEach
    void migrate() throws SQLException {
        database = Postgres.V18.newDatabase();
        scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id int);");
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void migrateLearnsItAndCountsItOnce(boolean committed) throws Exception {
        run().succeeds();
        scripts.add("V2__two.sql", "CREATE TABLE two (id int);").add("V3__three.sql", "CREATE TABLE three (id int);");

        MigrationReport report = afterLoss(committed, run(), MigrationEnvironment::runAsyncMigrations);

        assertThat(report.applied()).extracting(Applied::script).containsExactly("V2__two.sql", "V3__three.sql");
        assertThat(report.from()).contains("1");
        assertThat(report.to()).contains("3");
        assertThat(report.unanswered().what()).isEmpty();
        assertThat(Query.history(database)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void migrateThatCannotConnectAgainCallsItUnknown(boolean committed) throws Exception {
        run().succeeds();
        scripts.add("V2__two.sql", "CREATE TABLE two (id int);");

        MigrationReport report = (MigrationReport) failureAfterLoss(committed, run().with("MIGRATOR_WAIT", "0s"), MigrationEnvironment::runAsyncMigrations);

        assertThat(report.summary()).startsWith("The connection was lost while V2__two.sql was being committed: ")
                .contains("Whether V2__two.sql is committed is not known.").doesNotContain("rolled back");
        assertThat(report.failure().orElseThrow().script()).contains("V2__two.sql");
        assertThat(report.applied()).isEmpty();
        assertThat(report.unanswered().what()).containsExactly("V2__two.sql");
        assertThat(report.to()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void undoLearnsIt(boolean committed) throws Exception {
        migratedWithUndo();

        UndoReport report = afterLoss(committed, run().with("MIGRATOR_TO", "1"), MigrationEnvironment::undo);

        assertThat(report.undone()).extracting(Applied::script).containsExactly("U3__three.sql", "U2__two.sql");
        assertThat(report.summary()).isEqualTo("Took back 2 migrations: schema public went from version 3 to version 1. "
                + "The next migrate applies again: R__view.sql.");
        assertThat(Query.history(database)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void undoOfTheLastStepLearnsIt(boolean committed) throws Exception {
        migratedWithUndo();

        UndoReport report = afterLoss(committed, run().with("MIGRATOR_TO", "2"), MigrationEnvironment::undo);

        assertThat(report.undone()).extracting(Applied::script).containsExactly("U3__three.sql");
        assertThat(report.from()).contains("3");
        assertThat(report.to()).contains("2");
    }

    @Test
    void undoThatCannotConnectAgainCallsItUnknown() throws Exception {
        migratedWithUndo();

        UndoReport report = (UndoReport) failureAfterLoss(true, run().with("MIGRATOR_TO", "1").with("MIGRATOR_WAIT", "0s"), MigrationEnvironment::undo);

        assertThat(report.undone()).isEmpty();
        assertThat(report.unanswered().what()).containsExactly("U3__three.sql");
        assertThat(report.to()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void repairLearnsIt(boolean committed) throws Exception {
        scripts.addOutsideTransaction("V2__two.sql", "SELECT 1/0;");
        run().failsWith(Outcome.HALF_WAY);

        RepairReport report = afterLoss(committed, run().with("MIGRATOR_YES", "true"), MigrationEnvironment::repair);

        assertThat(report.mends()).hasSize(1);
        assertThat(report.done()).isTrue();
        assertThat(report.summary()).startsWith("Mended 1 thing");
        assertThat(Query.history(database)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void adoptionLearnsIt(boolean committed) throws Exception {
        try (Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgradeWithRows(connection, "1b95d36c8908", 0);
        }

        MigrationReport report = afterLoss(committed, MigratorRun.on(database), MigrationEnvironment::runAsyncMigrations);

        assertThat(report.adopted().orElseThrow().scripts()).hasSize(2);
        assertThat(report.applied()).extracting(Applied::label).containsExactly("V3", "V4");
        assertThat(report.from()).contains("2");
        assertThat(report.to()).contains("4");
        assertThat(Query.history(database)).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theCommandAdoptLearnsIt(boolean committed) throws Exception {
        try (Connection connection = database.connect()) {
            AlembicScripts.createAll(connection);
        }

        AdoptionReport report = afterLoss(committed, MigratorRun.on(database).with("MIGRATOR_AT", "4"), MigrationEnvironment::adopt);

        assertThat(report.summary()).isEqualTo("Adopted schema public at version 4.");
    }

    private MigratorRun run() {
        return MigratorRun.on(database, folder);
    }

    private void migratedWithUndo() {
        scripts.add("V2__two.sql", "CREATE TABLE two (id int);").add("U2__two.sql", "DROP TABLE two;")
                .add("V3__three.sql", "CREATE TABLE three (id int);").add("U3__three.sql", "DROP VIEW all_of_it; DROP TABLE three;")
                .add("R__view.sql", "CREATE OR REPLACE VIEW all_of_it AS SELECT 1 AS one;");
        run().succeeds();
    }

    private <R extends Report> R afterLoss(boolean committed, MigratorRun run, Function<MigrationEnvironment, CompletionStage<R>> command)
            throws Exception {
        try (FramedRelay relay = FramedRelay.cutting(database, CutPoint.atFirst("COMMIT", committed))) {
            R report = new CommandRun<>(relay.through(run.variables()), command).succeeds();
            assertThat(relay.hasCut()).isTrue();
            return report;
        }
    }

    private <R extends Report> Report failureAfterLoss(boolean committed, MigratorRun run, Function<MigrationEnvironment, CompletionStage<R>> command)
            throws Exception {
        try (FramedRelay relay = FramedRelay.cutting(database, CutPoint.atFirst("COMMIT", committed))) {
            MigrationException e = new CommandRun<>(relay.through(run.variables()), command).failsWith(Outcome.UNREACHABLE);
            assertThat(relay.hasCut()).isTrue();
            return e.report().orElseThrow();
        }
    }
}
