package digital.market.migrator.database;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;

import org.postgresql.PGConnection;

/** Executes {@code COPY … FROM STDIN}, whose data JDBC's own statements cannot send. */
public final class CopyIn {

    private CopyIn() {
    }

    /**
     * Executes the statement and sends it these lines.
     *
     * @param data the lines, without the {@code \.} that ends them in a script
     */
    public static void execute(Connection connection, String statement, String data) throws SQLException {
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement, new StringReader(data));
        } catch (IOException e) {
            throw new SQLException("The data of a COPY could not be sent: " + e.getMessage(), e);
        }
    }
}
