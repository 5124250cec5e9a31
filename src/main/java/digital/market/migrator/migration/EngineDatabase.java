package digital.market.migrator.migration;

import java.sql.Connection;

import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.jdbc.StatementInterceptor;
import org.flywaydb.database.postgresql.PostgreSQLConnection;
import org.flywaydb.database.postgresql.PostgreSQLDatabase;

/** Flyway's PostgreSQL, with names quoted where Flyway pastes them as they are. */
final class EngineDatabase extends PostgreSQLDatabase {

    EngineDatabase(Configuration configuration, JdbcConnectionFactory connections, StatementInterceptor interceptor) {
        super(configuration, connections, interceptor);
    }

    @Override
    protected PostgreSQLConnection doGetConnection(Connection connection) {
        return new EngineConnection(this, connection);
    }

    /** The raw type is Flyway's: a method with another one would not override it. */
    @Override
    @SuppressWarnings("rawtypes")
    public String getRawCreateScript(Table table, boolean baseline) {
        return new NewHistory(new HistoryTable(table.getSchema().getName(), table.getName())).create();
    }

    /** Sets no role: {@link EachMigration} has reset the session, and Flyway would paste the role's name unescaped. */
    private static final class EngineConnection extends PostgreSQLConnection {

        EngineConnection(EngineDatabase database, Connection connection) {
            super(database, connection);
        }

        @Override
        protected void doRestoreOriginalState() {
        }
    }
}
