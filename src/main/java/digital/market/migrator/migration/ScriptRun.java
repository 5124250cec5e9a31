package digital.market.migrator.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.Session;
import digital.market.migrator.settings.Mask;
import digital.market.migrator.migration.ScriptFailure.Place;

/** Runs the statements of one script as Flyway would, which runs no undo scripts unless it is paid for. */
final class ScriptRun {

    private final Session session;
    private final Mask mask;
    private final Cancellation cancellation;
    private Optional<Place> running = Optional.empty();
    private boolean through;

    ScriptRun(Session session, Mask mask, Cancellation cancellation) {
        this.session = session;
        this.mask = mask;
        this.cancellation = cancellation;
    }

    /** Runs the script in the session as it is, which it may leave in another state. */
    void execute(Migration script, Placeholders placeholders) throws SQLException {
        running = Optional.empty();
        through = false;
        session.begin(ScriptRules.sessionChanges(script, placeholders).parameters());
        ScriptNotices notices = new ScriptNotices(() -> Optional.of(script), placeholders, mask);
        try {
            execute(ScriptText.of(script, placeholders), notices.heardOver(session.connection()));
        } finally {
            notices.end();
        }
    }

    private void execute(ScriptText text, Connection connection) throws SQLException {
        for (Statement statement : Statements.in(text.executed())) {
            running = Optional.of(new Place(statement.line(), statement.text(), text));
            new StatementRun(connection, cancellation).execute(statement);
        }
        running = Optional.empty();
        through = true;
    }

    /** Whether all statements have been executed. */
    boolean isThrough() {
        return through;
    }

    /** The statement that is running, or that has failed. */
    Optional<Place> place() {
        return running;
    }
}
