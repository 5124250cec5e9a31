package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.Optional;

import digital.market.migrator.database.CommitException;
import digital.market.migrator.database.Session;
import digital.market.migrator.migration.UndoPlan.Step;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Mask;

/** Runs the scripts of an undo, each with the change of the history that belongs to it. */
record UndoScripts(Run run, Session session, Revisions revisions, Placeholders placeholders, HistoryChanges changes) {

    /**
     * Takes one version back.
     *
     * @throws MigrationException with {@link Outcome#HALF_WAY} if a script outside a transaction failed, with
     *                            {@link Outcome#TERMINATED} if the run is cancelled, with another outcome if the script
     *                            failed and is rolled back
     */
    void takeBack(Step step) {
        boolean inTransaction = ScriptRules.runsInTransaction(step.script(), placeholders);
        ScriptRun script = new ScriptRun(session, run.settings().mask(), run.cancellation());
        try {
            if (inTransaction) {
                new RetriedTransaction(run, session, step.script().script()).commit(() -> {
                    execute(step, script, true);
                    forget(step);
                });
            } else {
                runOutside(step, script);
            }
        } catch (SQLException e) {
            Mask mask = run.settings().mask();
            throw new MigrationException(new ScriptFailure(step.script(), inTransaction, stage(script, e), script.place(), e,
                    session.watch().inTheWay(), mask, run.settings().workingRole()).asFailure(), e);
        }
    }

    private void execute(Step step, ScriptRun script, boolean inTransaction) throws SQLException {
        Migration undo = step.script();
        undo.header().setTimeouts(session, inTransaction);
        session.watch().begin(undo.label(), undo.header().lockTimeout());
        try {
            script.execute(undo, placeholders);
        } finally {
            session.watch().end();
        }
    }

    /**
     * The history says beforehand that of the version only a part is there, in case the script stops half-way, or this
     * process does.
     */
    private void runOutside(Step step, ScriptRun script) throws SQLException {
        run.cancellation().check();
        run.cancellation().runs(step.script().script());
        changes.markFailed(step.rowsOfVersion());
        execute(step, script, false);
        run.cancellation().postpone();
        try {
            forget(step);
        } finally {
            run.cancellation().resume();
        }
    }

    private static Stage stage(ScriptRun script, SQLException error) {
        return error instanceof CommitException ? Stage.COMMIT : script.isThrough() ? Stage.HISTORY : Stage.SCRIPT;
    }

    /**
     * Removes the rows that go with the script, which may have left the session in another state. Where everything is taken
     * back, what Alembic said before the schema was adopted is no longer so; migrate would take an empty schema for that.
     */
    private void forget(Step step) throws SQLException {
        session.reset();
        changes.remove(step.rows());
        Optional<AlembicVersion> alembic = step.last() ? AlembicVersion.find(session, run.settings().schema()) : Optional.empty();
        if (alembic.isPresent()) {
            alembic.get().trust().checkToWrite(session, run.settings().historyOwner());
        }
        if (alembic.isPresent() && alembic.get().revisions(session).stream().allMatch(one -> revisions.upTo(one).isPresent())) {
            alembic.get().clear(session);
        }
    }
}
