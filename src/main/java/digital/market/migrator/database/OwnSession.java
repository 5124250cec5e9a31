package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
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
     * What the first query gives beside what the session came with. A start-up option cannot end {@code transaction_timeout}: before
     * PostgreSQL 17 it is unknown.
     */
    private static final String NO_TRANSACTION_TIMEOUT = """
            , CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL
                   THEN pg_catalog.set_config('transaction_timeout', '0', %1$s) END
            """;

    /** A role is taken on by the same query. */
    private static final String ROLE = """
            , pg_catalog.set_config('role', %2$s, %1$s)
            """;

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
    /** What was taken from the session; empty as long as that is not known to be ours. */
    private Optional<Inherited> inherited = Optional.empty();

    private OwnSession(PgConnection connection, Plan plan, Cancellation cancellation, IntFunction<StatementWatch> watcher) {
        this.connection = connection;
        this.lent = BorrowedConnection.of(connection, cancellation, () -> watch.ifPresent(StatementWatch::statementChanged));
        this.plan = plan;
        this.backend = connection.getBackendPID();
        this.standing = plan.pooler() == Pooler.TRANSACTION ? Standing.LENT_FOR_A_TRANSACTION : Standing.UNKNOWN;
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
            OwnSession session = new OwnSession(connection, plan, cancellation, watcher);
            if (plan.terms().role().isPresent()) {
                session.takeOn(plan.terms().role().get());
            }
            return session;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void takeOn(String role) throws SQLException {
        try {
            take(first(ROLE.formatted(transactionOnly(), Sql.literal(role))));
        } catch (SQLException e) {
            throw Session.notTaken(connection, role, e);
        }
    }

    private Inherited first(String more) throws SQLException {
        try (Statement statement = lent.createStatement(); ResultSet rows = statement.executeQuery(firstQuery() + more)) {
            return Inherited.of(rows);
        }
    }

    /** Any search path may be in force, so that each name has its schema. */
    private String firstQuery() {
        return Inherited.take(transactionOnly()) + NO_TRANSACTION_TIMEOUT.formatted(transactionOnly());
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
            take(first(""));
        }
        if (standing == Standing.SOME_POOLER && new PoolerProbe(plan.more()).findOut(connection) == Pooling.TRANSACTION) {
            LOG.info("Before the server stands a pooler that gives each transaction another session: each migration takes the migrators' lock "
                    + "for its own transaction.");
            standing = Standing.LENT_FOR_A_TRANSACTION;
        }
        if (standing == Standing.LENT_FOR_A_TRANSACTION) {
            return true;
        }
        boolean asOpened = isAsOpened();
        standing = asOpened ? standing : Standing.OWN;
        if (inherited.isEmpty()) {
            take(first(""));
        }
        if (!asOpened) {
            setTerms();
        }
        return false;
    }

    /** The first message finds out too whether the server's session is the one that it told us of. */
    @Override
    public ResultSet ask(Statement statement, String sql) throws SQLException {
        if (inherited.isPresent()) {
            return Session.super.ask(statement, sql);
        }
        statement.execute(firstQuery() + "; " + localRole() + sql);
        take(Inherited.of(OwnQuery.firstRows(statement)));
        return OwnQuery.lastRows(statement);
    }

    @Override
    public boolean keepsSettings() throws SQLException {
        if (inherited.isEmpty() && !isLentOut()) {
            take(first(""));
        }
        return !isLentOut();
    }

    private void take(Inherited found) {
        if (standing == Standing.UNKNOWN && plan.pooler() == Pooler.AUTO) {
            standing = standing(backend, found.backend());
        }
        backend = found.backend();
        if (!isLentOut()) {
            inherited = Optional.of(found);
        }
    }

    /** Whether what is set is for the transaction only, as an expression: it must not stay with a session that is not ours. */
    private String transactionOnly() {
        return standing == Standing.UNKNOWN && plan.pooler() == Pooler.AUTO ? Inherited.isAnotherThan(backend) : String.valueOf(isLentOut());
    }

    private boolean isLentOut() {
        return standing == Standing.LENT_FOR_A_TRANSACTION || standing == Standing.SOME_POOLER;
    }

    /** Whether the session has our terms. A pooler may refuse a start-up message's options, or take them and do nothing. */
    private boolean isAsOpened() {
        return standing == Standing.OWN || standing == Standing.DIRECT && plan.opened();
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

    /** A query in auto-commit begins with it, so that it is asked in the role of the run. */
    private String localRole() {
        return plan.terms().role().filter(role -> isLentOut()).map(role -> "SET LOCAL ROLE " + Sql.identifier(role) + "; ").orElse("");
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

    @Override
    public void begin(Set<String> parameters) throws SQLException {
        Session.execute(lent, inherited.orElseThrow().giveTo(plan.terms().schema()));
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
                + Inherited.OURS + "; " + (standing == Standing.OWN ? terms() : Terms.withoutTransactionTimeout(false))
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
