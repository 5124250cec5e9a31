package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run over a connection that a pool has wrapped: Agroal's, which is Quarkus' own. */
class PooledConnectionTest {

    private static final String ROWS = "CREATE TABLE rows (id integer, name text);\nCOPY rows FROM stdin;\n1\tone\n2\ttwo\n\\.\n";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private AgroalDataSource pool;

    @BeforeEach
    void openPool() throws SQLException {
        database = Postgres.V18.newDatabase();
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(of -> of
                .maxSize(1)
                .connectionFactoryConfiguration(to -> to.jdbcUrl(database.jdbcUrl())
                        .principal(new NamePrincipal(database.role())).credential(new SimplePassword(database.password())))));
        new ScriptFolder(folder).add("V1__rows.sql", ROWS).add("V2__index.sql", "CREATE INDEX i ON rows (id);");
    }

    @AfterEach
    void closePool() throws SQLException {
        pool.close();
        database.close();
    }

    @Test
    void inAutoCommitItWorksAndTheConnectionGoesBackAsItWas() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            CallerRun.of(folder).over(connection);

            assertThat(connection.isClosed()).isFalse();
        }
        assertThat(Query.rows(database, "TABLE rows")).containsExactly("1|one", "2|two");
        theOneConnectionIsFree();
    }

    @Test
    void inATransactionItWorksAndTheCallerCommits() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            CallerRun.of(folder).over(connection);
            connection.commit();
        }
        assertThat(Query.rows(database, "TABLE rows")).containsExactly("1|one", "2|two");
        theOneConnectionIsFree();
    }

    @Test
    void inATransactionTheCallersRollbackUndoesCopiedRowsToo() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            CallerRun.of(folder).over(connection);
            connection.rollback();
        }
        assertThat(Query.hasTable(database, "rows")).isFalse();
        theOneConnectionIsFree();
    }

    @Test
    void aCopyThatFailsLeavesTheTransactionUsable() throws SQLException {
        new ScriptFolder(folder).add("V3__more.sql", "COPY rows FROM stdin;\nno number\tx\n\\.\n");
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            CallerRun.of(folder).failsOver(connection, Outcome.ROLLED_BACK);
            Query.execute(connection, "CREATE TABLE callers ()");
            connection.commit();
        }
        assertThat(Query.hasTable(database, "callers")).isTrue();
        assertThat(Query.hasTable(database, "rows")).isFalse();
    }

    private void theOneConnectionIsFree() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(Query.rows(connection, "SELECT current_setting('role'), current_setting('lock_timeout')")).containsExactly("none|0");
        }
    }
}
