package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A session over a connection of our own, which is closed at the end whatever happens. */
public final class OwnSession implements Session {

    private final Connection connection;
    private final Connection lent;
    private final Cancellation cancellation;
    private final Optional<String> role;
    private final Supplier<StatementWatch> watcher;
    private Optional<StatementWatch> watch = Optional.empty();

    private OwnSession(Connection connection, Optional<String> role, Cancellation cancellation, Supplier<StatementWatch> watcher) {
        this.connection = connection;
        this.lent = BorrowedConnection.of(connection, cancellation, () -> watch.ifPresent(StatementWatch::statementChanged));
        this.role = role;
        this.cancellation = cancellation;
        this.watcher = watcher;
    }

    /**
     * Starts a session on a connection that nobody else uses; the connection is closed if that fails.
     *
     * @param watcher starts the watch over the connection's statements; asked when it is first needed
     */
    static OwnSession on(Connection connection, Optional<String> role, Cancellation cancellation, Supplier<StatementWatch> watcher)
            throws SQLException {
        try {
            cancellation.covers(connection);
            if (role.isPresent()) {
                Session.takeOn(connection, role.get(), "SET ");
            }
            return new OwnSession(connection, role, cancellation, watcher);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection connection() {
        return lent;
    }

    @Override
    public boolean inCallersTransaction() {
        return false;
    }

    @Override
    public Watch watch() {
        if (watch.isEmpty()) {
            watch = Optional.of(watcher.get());
        }
        return watch.get();
    }

    @Override
    public void acquire(AdvisoryLock lock, Duration budget) throws SQLException {
        lock.acquire(lent, AdvisoryLock.Scope.SESSION, budget, cancellation);
    }

    /**
     * {@inheritDoc} {@code RESET} goes back to what the connection was opened with, our time-outs and a role that
     * {@code ALTER ROLE … SET role} gives included.
     */
    @Override
    public void reset() throws SQLException {
        Session.execute(lent, "SET SESSION AUTHORIZATION DEFAULT; RESET ALL; " + setRole(role));
    }

    /** Nothing to do: the server rolls back what is open, and frees the lock, when the connection is closed. */
    @Override
    public void fail() {
    }

    @Override
    public void close() throws SQLException {
        watch.ifPresent(StatementWatch::close);
        cancellation.releases(connection);
        connection.close();
    }

    private static String setRole(Optional<String> role) {
        return role.map(name -> "SET ROLE " + Sql.identifier(name)).orElse("RESET ROLE");
    }
}
