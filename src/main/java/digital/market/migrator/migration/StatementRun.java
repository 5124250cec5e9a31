package digital.market.migrator.migration;

import java.sql.Connection;
import java.sql.SQLException;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.CopyIn;
import digital.market.migrator.database.SqlStates;

/** Executes a script's statements, one by one. */
record StatementRun(Connection connection, Cancellation cancellation) {

    /** Executes this one to its end. */
    void execute(Statement statement) throws SQLException {
        if (statement.copyData().isPresent()) {
            copy(statement.text(), statement.copyData().get());
            return;
        }
        try (java.sql.Statement jdbc = connection.createStatement()) {
            jdbc.setEscapeProcessing(false); // { begins no JDBC escape in a script, and nothing is split
            jdbc.execute(statement.text());
        }
    }

    /** The data goes past the connection that lets nothing begin once the run is cancelled. */
    private void copy(String statement, String data) throws SQLException {
        if (cancellation.isRequested()) {
            throw new SQLException("The run was cancelled before this statement began.", SqlStates.QUERY_CANCELED);
        }
        CopyIn.execute(connection, statement, data);
    }
}
