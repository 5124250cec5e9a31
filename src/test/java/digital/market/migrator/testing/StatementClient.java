package digital.market.migrator.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.Parser;

/**
 * A client such as a graphical one: it takes a script apart by itself, sends statement by statement over one session, and
 * carries on after an error.
 */
public final class StatementClient {

    private StatementClient() {
    }

    /** Sends the script, and gives the messages of the errors, in order. */
    public static List<String> run(TestDatabase database, String script) throws SQLException {
        List<String> errors = new ArrayList<>();
        try (Connection connection = database.connect(); Statement client = connection.createStatement()) {
            for (String statement : statements(script)) {
                try {
                    client.execute(statement);
                } catch (SQLException e) {
                    errors.add(e.getMessage());
                }
            }
        }
        return errors;
    }

    /** The statements of a script that has no data for {@code COPY}, as the driver takes it apart. */
    public static List<String> statements(String script) throws SQLException {
        return Parser.parseJdbcSql(script, true, false, true, false, false).stream().map(statement -> statement.nativeSql).toList();
    }
}
