package digital.market.migrator.migration;

import java.lang.reflect.Proxy;
import java.sql.Connection;

import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.jdbc.StatementInterceptor;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.sqlscript.SqlScriptFactory;
import org.flywaydb.database.postgresql.PostgreSQLDatabase;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;

/**
 * PostgreSQL as Flyway knows it on our connections: scripts are split by {@link Statements}, and every name is quoted.
 * Flyway finds it as a service, so it is public. A caller's own use of Flyway is left alone.
 */
public final class EngineDatabaseType extends PostgreSQLDatabaseType {

    @Override
    public int getPriority() {
        return super.getPriority() + 1;
    }

    @Override
    public boolean handlesDatabaseProductNameAndVersion(String productName, String productVersion, Connection connection) {
        return Proxy.isProxyClass(connection.getClass()) && Proxy.getInvocationHandler(connection) instanceof WatchedConnection;
    }

    /** No URL is ours: Flyway is given a connection. */
    @Override
    public boolean handlesJDBCUrl(String url) {
        return false;
    }

    @Override
    public PostgreSQLDatabase createDatabase(Configuration configuration, JdbcConnectionFactory connections, StatementInterceptor interceptor) {
        return new EngineDatabase(configuration, connections, interceptor);
    }

    @Override
    public SqlScriptFactory createSqlScriptFactory(Configuration configuration, ParsingContext context) {
        return (resource, mixed, provider) -> EngineScript.of(resource);
    }
}
