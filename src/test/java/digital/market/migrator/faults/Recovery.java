package digital.market.migrator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.FramedRelay;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import digital.market.migrator.testing.Told;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is done in a database after a run that was stopped, and how everything has to be then: as if nothing had happened.
 *
 * @param scripts      the folder of the catalog; none for the packaged one
 * @param head         what an undisturbed run leaves
 * @param afterFault   how the run may end that was stopped
 * @param beforeRepair how the next run may end, so that {@code repair --yes} is called for
 * @param byHand       what is taken back by hand if the same script stops half-way once more
 */
record Recovery(Optional<Path> scripts, DatabaseContent head, Set<Outcome> afterFault, Set<Outcome> beforeRepair, Optional<String> byHand) {

    /** Of the packaged scripts, which all run in transactions: the migrator runs again, and that is all. */
    static Recovery ofPackaged() throws SQLException {
        return new Recovery(Optional.empty(), head(Optional.empty()), Set.of(Outcome.DONE, Outcome.UNREACHABLE), Set.of(),
                Optional.empty());
    }

    /** Of scripts that run without a transaction: {@code repair} may be needed. */
    static Recovery ofOutside(Path scripts) throws SQLException {
        return new Recovery(Optional.of(scripts), head(Optional.of(scripts)), Set.of(Outcome.DONE, Outcome.UNREACHABLE, Outcome.HALF_WAY),
                Set.of(Outcome.HALF_WAY, Outcome.DIVERGED), Optional.empty());
    }

    /** The same, with something that has to be taken back by hand where a script cannot be repeated. */
    Recovery with(String takingBack) {
        return new Recovery(scripts, head, afterFault, beforeRepair, Optional.of(takingBack));
    }

    /** The run that is going to be stopped; it does not wait for a connection that it cannot have. */
    MigratorRun run(TestDatabase database) {
        return undisturbed(database).with("MIGRATOR_WAIT", "0s");
    }

    /**
     * How the run that is made through the relay ends, as a process would, and those after it; nothing if the relay did not cut it.
     * What it reports is what the database holds.
     */
    Optional<String> afterCut(FramedRelay relay, TestDatabase database, Function<Map<String, String>, Told> run) throws Exception {
        Told told = run.apply(relay.through(run(database).variables()));
        boolean reached = relay.hasCut();
        assertThat(told.exitCode()).isIn((reached ? afterFault : Set.of(Outcome.DONE)).stream().map(Outcome::exitCode).toList());
        told.isWhatHappened(database, relay.isBeforePooler());
        String way = recover(database);
        return reached ? Optional.of(told.exitCode() + ", " + way) : Optional.empty();
    }

    /** The same for a run that connects again, and so comes to head by itself and says so. */
    Optional<String> afterCutOfOneThatConnectsAgain(FramedRelay relay, TestDatabase database, Function<Map<String, String>, Told> run)
            throws Exception {
        Told told = run.apply(relay.through(undisturbed(database).variables()));
        assertThat(told.exitCode()).as(told.toString()).isZero();
        told.isWhatHappened(database, relay.isBeforePooler());
        assertThat(DatabaseContent.of(database).differencesTo(head)).as("differences to an undisturbed run").isEmpty();
        return relay.hasCut() ? Optional.of(told.applied().size() + " applied") : Optional.empty();
    }

    /** Brings the database to head, and says what it took. */
    String recover(TestDatabase database) throws SQLException {
        String way = "run";
        Outcome outcome = outcome(undisturbed(database));
        if (beforeRepair.contains(outcome)) {
            repair(database);
            way = "run (" + outcome.word() + "), repair, run";
            outcome = outcome(undisturbed(database));
        }
        if (byHand.isPresent() && outcome == Outcome.HALF_WAY) {
            Query.execute(database, byHand.get());
            repair(database);
            way += " (" + outcome.word() + "), hand, repair, run";
            outcome = outcome(undisturbed(database));
        }
        assertThat(outcome).as(way).isEqualTo(Outcome.DONE);
        assertThat(DatabaseContent.of(database).differencesTo(head)).as("differences to an undisturbed run").isEmpty();
        return way;
    }

    /** How a run in this process ends; a bug is no end, and is thrown. */
    static Outcome outcome(MigratorRun run) {
        try {
            run.succeeds();
            return Outcome.DONE;
        } catch (MigrationException e) {
            if (e.outcome() == Outcome.UNEXPECTED) {
                throw e;
            }
            return e.outcome();
        }
    }

    private MigratorRun undisturbed(TestDatabase database) {
        return run(database, scripts);
    }

    private static MigratorRun run(TestDatabase database, Optional<Path> scripts) {
        return scripts.map(folder -> MigratorRun.on(database, folder)).orElseGet(() -> MigratorRun.on(database));
    }

    private void repair(TestDatabase database) throws SQLException {
        CommandRun.like(undisturbed(database).with("MIGRATOR_YES", "true"), MigrationEnvironment::repair).succeeds();
    }

    private static DatabaseContent head(Optional<Path> scripts) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            database.clear();
            run(database, scripts).succeeds();
            return DatabaseContent.of(database);
        }
    }
}
