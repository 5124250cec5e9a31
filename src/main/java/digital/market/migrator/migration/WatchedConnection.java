package digital.market.migrator.migration;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** Tells what becomes of transactions, of which Flyway tells nobody: until a commit has come through nothing is applied. */
record WatchedConnection(Connection real, Watcher watcher) implements InvocationHandler {

    /** Learns how transactions end. */
    interface Watcher {

        /** COMMIT is going to be sent. */
        void commits();

        /** The server has committed. */
        void committed();

        /** COMMIT has failed like this. */
        void notCommitted(SQLException error);

        /** ROLLBACK is going to be sent. */
        void rollsBack();
    }

    static Connection of(Connection real, Watcher watcher) {
        return (Connection) Proxy.newProxyInstance(WatchedConnection.class.getClassLoader(), new Class<?>[] {Connection.class},
                new WatchedConnection(real, watcher));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "commit":
                commit();
                return null;
            case "rollback":
                watcher.rollsBack();
                break;
            default:
                break;
        }
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void commit() throws SQLException {
        watcher.commits();
        try {
            real.commit();
        } catch (SQLException e) {
            watcher.notCommitted(e);
            throw e;
        }
        watcher.committed();
    }
}
