package digital.market.migrator.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

import digital.market.migrator.database.wire.ServerBreach;

/**
 * A connection as it is lent to Flyway, which would otherwise close it, and would commit a caller's work before it
 * begins (its constructor of a connection switches auto-commit on). Nothing is executed once the run is cancelled.
 */
final class BorrowedConnection implements InvocationHandler {

    /** Statements are told apart with this on. */
    static final String CONFORMING = "standard_conforming_strings";

    private final Connection real;
    private final Cancellation cancellation;
    private final Runnable statementChanged;
    private Optional<SQLException> closedFor = Optional.empty();

    private BorrowedConnection(Connection real, Cancellation cancellation, Runnable statementChanged) {
        this.real = real;
        this.cancellation = cancellation;
        this.statementChanged = statementChanged;
    }

    /** The connection, but that closing it does nothing. */
    static Connection of(Connection real, Cancellation cancellation) {
        return of(real, cancellation, BorrowedConnection::nobodyIsTold);
    }

    /** The same, and somebody is told when a statement begins and when it ends. */
    static Connection of(Connection real, Cancellation cancellation, Runnable statementChanged) {
        return proxy(new BorrowedConnection(real, cancellation, statementChanged));
    }

    private static void nobodyIsTold() {
    }

    /**
     * The connection inside a caller's transaction: to commit does nothing, to roll back goes back to the savepoint,
     * auto-commit is only remembered, and statements are executed as {@code forTransaction} has them.
     */
    static Connection inTransaction(Connection real, Supplier<Savepoint> savepoint, UnaryOperator<String> forTransaction,
            Cancellation cancellation) {
        return proxy(new Transactional(new BorrowedConnection(real, cancellation, BorrowedConnection::nobodyIsTold), savepoint, forTransaction));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "close" -> null;
            case "createStatement" -> guard((Statement) open(method, arguments), UnaryOperator.identity()).plain();
            case "prepareStatement" -> guard((Statement) open(method, arguments), UnaryOperator.identity()).prepared();
            default -> call(real, method, arguments);
        };
    }

    /** Whoever goes on after the driver has closed the connection is told the reason, and not that it is closed. */
    private Object open(Method method, Object[] arguments) throws Throwable {
        if (closedFor.isPresent()) {
            throw closedFor.get();
        }
        return call(real, method, arguments);
    }

    private StatementGuard guard(Statement statement, UnaryOperator<String> as) {
        return new StatementGuard(statement, this, as);
    }

    private static Connection proxy(InvocationHandler handler) {
        return (Connection) Proxy.newProxyInstance(BorrowedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw isTheDriversStumble(real, e.getCause()) ? Dialer.nonsense(e.getCause()) : decisive(e.getCause());
        }
    }

    /** Of a server that broke the protocol, the breach: the driver puts it behind what the server had said before. */
    private static Throwable decisive(Throwable thrown) {
        for (Throwable one = thrown; one instanceof SQLException error; one = error.getNextException()) {
            if (error.getCause() instanceof ServerBreach) {
                return error;
            }
        }
        return thrown;
    }

    /** The driver stumbles over an answer that no PostgreSQL gives, or that is too large. */
    private static boolean isTheDriversStumble(Object real, Throwable thrown) {
        return (real instanceof PGConnection || real instanceof PGStatement)
                && (thrown instanceof RuntimeException || thrown instanceof OutOfMemoryError || thrown instanceof AssertionError);
    }

    /** What differs inside a caller's transaction. */
    private static final class Transactional implements InvocationHandler {

        private final BorrowedConnection borrowed;
        private final Supplier<Savepoint> savepoint;
        private final UnaryOperator<String> forTransaction;
        private boolean autoCommit = true;

        Transactional(BorrowedConnection borrowed, Supplier<Savepoint> savepoint, UnaryOperator<String> forTransaction) {
            this.borrowed = borrowed;
            this.savepoint = savepoint;
            this.forTransaction = forTransaction;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "commit":
                    return null;
                case "getAutoCommit":
                    return autoCommit;
                case "setAutoCommit":
                    autoCommit = (Boolean) arguments[0];
                    return null;
                case "rollback":
                    borrowed.real.rollback(savepoint.get());
                    return null;
                case "createStatement":
                    return borrowed.guard((Statement) borrowed.open(method, arguments), forTransaction).plain();
                case "prepareStatement":
                    arguments[0] = forTransaction.apply((String) arguments[0]);
                    return borrowed.invoke(proxy, method, arguments);
                default:
                    return borrowed.invoke(proxy, method, arguments);
            }
        }
    }

    /**
     * Lets no statement begin once the run is cancelled, and each in the words that are right for the session. What is to be
     * executed without JDBC's escapes is sent as it is.
     */
    private static final class StatementGuard implements InvocationHandler {

        private final Statement real;
        private final BorrowedConnection borrowed;
        private final UnaryOperator<String> as;
        private boolean verbatim;

        StatementGuard(Statement real, BorrowedConnection borrowed, UnaryOperator<String> as) {
            this.real = real;
            this.borrowed = borrowed;
            this.as = as;
        }

        Object plain() {
            return Proxy.newProxyInstance(BorrowedConnection.class.getClassLoader(), new Class<?>[] {Statement.class}, this);
        }

        Object prepared() {
            return Proxy.newProxyInstance(BorrowedConnection.class.getClassLoader(), new Class<?>[] {PreparedStatement.class}, this);
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("setEscapeProcessing")) {
                verbatim = !(Boolean) arguments[0];
            }
            return method.getName().startsWith("execute") ? execute(method, arguments) : call(real, method, arguments);
        }

        private Object execute(Method method, Object[] arguments) throws Throwable {
            if (borrowed.cancellation.forbidsStatements()) {
                throw new SQLException("The run was cancelled before this statement began.", SqlStates.QUERY_CANCELED);
            }
            if (arguments != null && arguments[0] instanceof String sql) {
                arguments[0] = as.apply(sql);
            }
            borrowed.statementChanged.run();
            boolean conforming = isConforming();
            Object result;
            try {
                result = send(method, arguments);
            } catch (SQLException e) {
                borrowed.closedFor = SqlStates.impossibleSetting(e).map(setting -> e);
                throw e;
            } finally {
                borrowed.statementChanged.run();
            }
            if (conforming && !isConforming()) {
                throw new SQLException(CONFORMING + " was set to off, with which the statements that follow would be read in another way",
                        SqlStates.INVALID_PARAMETER_VALUE);
            }
            return result;
        }

        private Object send(Method method, Object[] arguments) throws Throwable {
            return verbatim && method.getName().equals("execute") && arguments.length == 1
                    ? VerbatimSql.execute(real, (String) arguments[0])
                    : call(real, method, arguments);
        }

        private boolean isConforming() throws SQLException {
            Connection connection = real.getConnection();
            return connection.isWrapperFor(PGConnection.class)
                    && !"off".equals(connection.unwrap(PGConnection.class).getParameterStatus(CONFORMING));
        }
    }
}
