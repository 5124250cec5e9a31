package digital.market.migrator.migration;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/** Tells when a commit has come through, of which Flyway tells nobody: until then nothing is applied. */
record WatchedConnection(Connection real, Runnable afterCommit) implements InvocationHandler {

    static Connection of(Connection real, Runnable afterCommit) {
        return (Connection) Proxy.newProxyInstance(WatchedConnection.class.getClassLoader(), new Class<?>[] {Connection.class},
                new WatchedConnection(real, afterCommit));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        try {
            Object result = method.invoke(real, arguments);
            if (method.getName().equals("commit")) {
                afterCommit.run();
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
