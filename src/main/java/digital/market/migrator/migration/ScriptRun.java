package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.Optional;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.CopyIn;
import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.migration.ScriptFailure.Place;

/** Runs the statements of one script as Flyway would, which runs no undo scripts unless it is paid for. */
final class ScriptRun {

    /** Flyway puts the schema before what the search path is, for the script alone. */
    private static final String SCHEMA_FIRST = """
            SELECT pg_catalog.set_config('search_path',
                       pg_catalog.concat_ws(',', %s, nullif(pg_catalog.current_setting('search_path'), '')), false)
            """;

    private final Session session;
    private final Cancellation cancellation;
    private Optional<Place> running = Optional.empty();

    ScriptRun(Session session, Cancellation cancellation) {
        this.session = session;
        this.cancellation = cancellation;
    }

    /** Runs the script in the session as it is, which it may leave in another state. */
    void execute(Migration script, Placeholders placeholders, String schema) throws SQLException {
        running = Optional.empty();
        session.begin(ScriptRules.sessionChanges(script, placeholders).parameters());
        Session.execute(session.connection(), SCHEMA_FIRST.formatted(Sql.literal(Sql.inList(schema))));
        ScriptText text = ScriptText.of(script, placeholders);
        for (Statement statement : Statements.in(text.executed())) {
            running = Optional.of(new Place(statement.line(), statement.text(), text));
            execute(statement);
        }
        running = Optional.empty();
    }

    /** The statement that is running, or that has failed. */
    Optional<Place> place() {
        return running;
    }

    private void execute(Statement statement) throws SQLException {
        if (statement.copyData().isEmpty()) {
            try (java.sql.Statement jdbc = session.connection().createStatement()) {
                jdbc.setEscapeProcessing(false); // { begins no JDBC escape in a script
                jdbc.execute(statement.text());
            }
        } else if (cancellation.isRequested()) {
            throw new SQLException("The run was cancelled before this statement began.", SqlStates.QUERY_CANCELED);
        } else {
            CopyIn.execute(session.connection(), statement.text(), statement.copyData().get());
        }
    }
}
