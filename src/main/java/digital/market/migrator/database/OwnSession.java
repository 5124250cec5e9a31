package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

import org.jboss.logging.Logger;
import org.postgresql.jdbc.PgConnection;

import digital.market.migrator.database.PoolerProbe.Opener;
import digital.market.migrator.database.PoolerProbe.Pooling;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Pooler;

/**
 * A session over a connection of our own, which is closed at the end whatever happens. A pooler may stand between: nothing is set
 * for the session until it is known that no one else gets what is set.
 */
public final class OwnSession implements Session {

    private static final Logger LOG = Logger.getLogger(OwnSession.class);

    /**
     * Asks for the process id. What this sets, it sets for the session if that is the one that the server told us of, or
     * else for the transaction only. A start-up option cannot end {@code transaction_timeout}: before PostgreSQL 17 it is unknown.
     */
    private static final String PID = """
            SELECT pg_catalog.pg_backend_pid(),
                   CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL
                        THEN pg_catalog.set_config('transaction_timeout', '0', pg_catalog.pg_backend_pid() <> %1$d) END
            """;

    /** The same, and takes a role on. */
    private static final String PID_AND_ROLE = PID + ", pg_catalog.set_config('role', %2$s, pg_catalog.pg_backend_pid() <> %1$d)";

    /** {@code DISCARD ALL} in its parts: it may stand neither in a transaction nor in one message with other statements. */
    private static final String DISCARD = "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *; "
            + "DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES; ";

    /** A temporary table cannot be dropped while a deferred constraint of it has not been checked. */
    private static final String CHECK_CONSTRAINTS = "SET CONSTRAINTS ALL IMMEDIATE; ";

    /** What is between us and the server, as far as it is known. */
    private enum Standing {

        UNKNOWN, SOME_POOLER, DIRECT, OWN, LENT_FOR_A_TRANSACTION
    }

    private final Connection connection;
    private final Connection lent;
    private final Cancellation cancellation;
    private final IntFunction<StatementWatch> watcher;
    private final Plan plan;
    private int backend;
    private Standing standing;
    private Optional<StatementWatch> watch = Optional.empty();
    private Optional<AdvisoryLock> held = Optional.empty();

    private OwnSession(Connection connection, Plan plan, int backend, Standing standing, Cancellation cancellation, IntFunction<StatementWatch> watcher) {
        this.connection = connection;
        this.lent = BorrowedConnection.of(connection, cancellation, () -> watch.ifPresent(StatementWatch::statementChanged));
        this.plan = plan;
        this.backend = backend;
        this.standing = standing;
        this.cancellation = cancellation;
        this.watcher = watcher;
    }

    /**
     * How the session is to work.
     *
     * @param terms  role and time-outs
     * @param opened whether the time-outs were in the start-up message
     * @param pooler what is known of one
     * @param more   opens another connection like this one
     */
    record Plan(Terms terms, boolean opened, Pooler pooler, Opener more) {
    }

    /**
     * Starts a session on a connection that nobody else uses; the connection is closed if that fails.
     *
     * @param watcher starts the watch over the statements of the backend with a process id; asked when it is first needed
     */
    static OwnSession on(PgConnection connection, Plan plan, Cancellation cancellation, IntFunction<StatementWatch> watcher) throws SQLException {
        try {
            cancellation.covers(connection);
            Standing standing = plan.pooler() == Pooler.TRANSACTION ? Standing.LENT_FOR_A_TRANSACTION : Standing.UNKNOWN;
            Optional<String> role = plan.terms().role();
            int told = connection.getBackendPID();
            int backend = told;
            if (role.isPresent() && plan.pooler() == Pooler.NONE) {
                Session.takeOn(connection, role.get(), "SET ");
            } else if (role.isPresent()) {
                backend = backendAs(connection, told, role.get());
                standing = standing != Standing.UNKNOWN ? standing : standing(told, backend);
            }
            return new OwnSession(connection, plan, backend, standing, cancellation, watcher);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The backend that works for us now. If it is the one that we were told of, the role is taken on, and it can be in either case. */
    private static int backendAs(Connection connection, int told, String role) throws SQLException {
        try {
            return backend(connection, PID_AND_ROLE.formatted(told, Sql.literal(role)));
        } catch (SQLException e) {
            throw Session.notTaken(connection, role, e);
        }
    }

    private static int backend(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getInt(1);
        }
    }

    /** A pooler makes up the process id that it tells us when it answers our start-up message. */
    private static Standing standing(int told, int backend) {
        return told == backend ? Standing.DIRECT : Standing.SOME_POOLER;
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
            watch = Optional.of(watcher.apply(backend));
        }
        return watch.get();
    }

    @Override
    public boolean settle() throws SQLException {
        if (standing == Standing.UNKNOWN && plan.pooler() == Pooler.AUTO) {
            int told = backend;
            backend = backend(lent, PID.formatted(told));
            standing = standing(told, backend);
        }
        if (standing == Standing.SOME_POOLER && new PoolerProbe(plan.more()).findOut(connection) == Pooling.TRANSACTION) {
            LOG.info("Before the server stands a pooler that gives each transaction another session: each migration takes the migrators' lock "
                    + "for its own transaction.");
            standing = Standing.LENT_FOR_A_TRANSACTION;
        }
        if (standing == Standing.LENT_FOR_A_TRANSACTION) {
            return true;
        }
        if (standing != Standing.OWN && !isAsOpened()) {
            setTerms();
            standing = Standing.OWN;
        }
        return false;
    }

    /** Whether the server is sure to have had our start-up message: a pooler may refuse its options, or take them and do nothing. */
    private boolean isAsOpened() {
        return standing == Standing.DIRECT && plan.opened();
    }

    private void setTerms() throws SQLException {
        if (plan.terms().role().isPresent()) {
            Session.takeOn(lent, plan.terms().role().get(), "SET ");
        }
        Session.execute(lent, terms());
    }

    private String terms() {
        return plan.terms().settings(false) + Terms.guard(false);
    }

    @Override
    public String prelude() {
        boolean lentOut = standing == Standing.LENT_FOR_A_TRANSACTION || standing == Standing.SOME_POOLER;
        return plan.terms().role().filter(role -> lentOut).map(role -> "SET LOCAL ROLE " + Sql.identifier(role) + "; ").orElse("");
    }

    @Override
    public void acquire(AdvisoryLock lock, Duration budget) throws SQLException {
        if (settle()) {
            throw new MigrationException(Failure.of(Outcome.CONFIGURATION, "This command holds the migrators' lock for more than one transaction, and "
                    + "the pooler before the server gives each transaction another session.")
                    .withAdvice("Connect to PostgreSQL itself for it; if the pooler gives each client a session of its own, set MIGRATOR_POOLER=none."),
                    null);
        }
        lock.acquire(lent, AdvisoryLock.Scope.SESSION, budget, cancellation);
        held = Optional.of(lock);
    }

    @Override
    public PooledTransaction begin(AdvisoryLock lock, Duration budget, PooledTransaction.Limits limits) throws SQLException {
        return PooledTransaction.begin(connection, plan.terms(), limits, lock, budget, cancellation);
    }

    @Override
    public PooledTransaction begin(PooledTransaction.Limits limits) throws SQLException {
        return PooledTransaction.begin(connection, plan.terms(), limits, cancellation);
    }

    /**
     * {@inheritDoc} {@code RESET} goes back to what the connection was opened with, our time-outs and a role that
     * {@code ALTER ROLE … SET role} gives included. All of it is one message.
     */
    @Override
    public void reset() throws SQLException {
        discard(CHECK_CONSTRAINTS + DISCARD);
    }

    /** {@inheritDoc} Constraints stay as they are: to check them now would have them checked at once from here on. */
    @Override
    public void resetWithinTransaction() throws SQLException {
        discard(DISCARD);
    }

    private void discard(String parts) throws SQLException {
        String sql = parts + setRole(plan.terms().role()) + "; "
                + (standing == Standing.OWN ? terms() : Terms.withoutTransactionTimeout(false))
                + held.map(AdvisoryLock::releaseOthers).orElse("SELECT pg_catalog.pg_advisory_unlock_all()");
        if (!lastValue(sql).equals("t") && held.isPresent()) {
            throw new MigrationException(Failure.of(Outcome.LOCKED, "A script has freed the lock by which migrators exclude one another, and another "
                    + "migrator has it now.").withAdvice("Take out of the scripts, and of what they call, what frees advisory locks of the session."), null);
        }
    }

    private String lastValue(String sql) throws SQLException {
        String last = "";
        try (Statement statement = lent.createStatement()) {
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    ResultSet result = statement.getResultSet();
                    last = result.next() ? result.getString(1) : last;
                }
                rows = statement.getMoreResults();
            }
        }
        return last;
    }

    @Override
    public void fail() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
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
