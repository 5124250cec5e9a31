package digital.market.migrator.migration;

import java.sql.SQLException;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.Session;

/**
 * What is done before and after each script that Flyway runs. Each finds the session as the run found it: what a script
 * sets does not reach the next one, nor the history.
 */
record EachMigration(Session session, Catalog catalog, Placeholders placeholders, Progress progress, IndexGuard indexes,
                     Cancellation cancellation) implements Callback {

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE
                || event == Event.AFTER_EACH_MIGRATE_ERROR && !progress.inTransaction();
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            switch (event) {
                case BEFORE_EACH_MIGRATE -> begin(find(context.getMigrationInfo()));
                case AFTER_EACH_MIGRATE_ERROR -> stoppedHalfWay();
                default -> ended();
            }
        } catch (SQLException e) {
            throw new FlywayException(e);
        }
    }

    @Override
    public String getCallbackName() {
        return "market-migrator";
    }

    /**
     * The time-outs are set before the session takes note of what the script sets itself: they are not the script's. Flyway has
     * put the schema before {@code pg_catalog} by now, which is no path for statements of ours.
     */
    private void begin(Migration migration) throws SQLException {
        cancellation.resume();
        cancellation.runs(migration.script());
        boolean inTransaction = ScriptRules.runsInTransaction(migration, placeholders);
        progress.begin(migration, inTransaction);
        if (!inTransaction) {
            session.reset();
        }
        migration.header().setTimeouts(session, inTransaction);
        session.watch().begin(migration.label(), migration.header().lockTimeout());
        if (!inTransaction) {
            indexes.makeWayFor(migration);
        }
        session.begin(ScriptRules.sessionChanges(migration, placeholders).parameters());
    }

    /** What ran in a transaction can still be rolled back. */
    private void ended() throws SQLException {
        if (!progress.inTransaction()) {
            cancellation.postpone();
        }
        session.watch().end();
        session.reset();
        if (!progress.inTransaction()) {
            indexes.check(progress.running().orElseThrow());
        }
        progress.scriptEnded();
    }

    /**
     * Makes way for the row that says so: Flyway writes it in the same session, where a transaction of the script's own
     * may be open, and aborted, and a role set that may not write the history. A run that is cancelled leaves it too.
     */
    private void stoppedHalfWay() throws SQLException {
        cancellation.postpone();
        Session.execute(session.connection(), "ROLLBACK");
        session.reset();
        progress.leaves(indexes.leftBy(progress.running().orElseThrow()));
    }

    private Migration find(MigrationInfo info) {
        return catalog.versioned().stream().filter(m -> m.script().equals(info.getScript())).findFirst()
                .or(() -> catalog.repeatables().stream().filter(m -> m.script().equals(info.getScript())).findFirst())
                .orElseThrow(() -> new IllegalStateException("Flyway runs " + info.getScript() + ", which is not in the catalog"));
    }
}
