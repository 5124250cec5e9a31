package digital.market.migrator.load;

import digital.market.migrator.load.Tally.Timed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection of the bot, in transactions, that tells how long it waited for each answer. Statements are prepared, as by the
 * bot's asyncpg.
 */
final class TimedConnection implements AutoCloseable {

    private final Connection connection;
    private final Tally tally;

    TimedConnection(Connection connection, Tally tally) throws SQLException {
        this.connection = connection;
        this.tally = tally;
        connection.setAutoCommit(false);
    }

    /** The first column of what a query finds. */
    List<String> rows(String sql, Object argument) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, argument);
            return timed(sql, () -> {
                List<String> rows = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        rows.add(row.getString(1));
                    }
                }
                return rows;
            });
        }
    }

    void execute(String sql, List<Object> arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.size(); i++) {
                statement.setObject(i + 1, arguments.get(i));
            }
            timed(sql, statement::executeUpdate);
        }
    }

    void commit() throws SQLException {
        timed("COMMIT", () -> {
            connection.commit();
            return true;
        });
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** A statement on its way to the server and back. */
    @FunctionalInterface
    private interface Sent<T> {

        T answer() throws SQLException;
    }

    private <T> T timed(String sql, Sent<T> statement) throws SQLException {
        long began = System.nanoTime();
        try {
            return statement.answer();
        } finally {
            tally.answered(new Timed(sql, Duration.ofNanos(System.nanoTime() - began)));
        }
    }
}
