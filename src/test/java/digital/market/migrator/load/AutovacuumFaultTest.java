package digital.market.migrator.load;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.BotRows;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The server tidies up a table at its own leisure while a migration needs it. An autovacuum makes way, but only for whoever has
 * waited for {@code deadlock_timeout}, a second by default.
 */
@Tag("faults")
class AutovacuumFaultTest {

    /** A page, and so a tenth of a second, at a time. */
    private static final String WORTH_A_LONG_VACUUM = """
            ALTER TABLE products SET (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1,
                                      autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
            INSERT INTO products (name, description, price, category_id) SELECT 'More', repeat('x', 500), 1, 1 FROM generate_series(1, 10000);
            DELETE FROM products WHERE name = 'More';
            """;
    private static final String VACUUMED = """
            SELECT count(*) > 0
            FROM pg_stat_activity a JOIN pg_locks l USING (pid)
            WHERE a.backend_type = 'autovacuum worker' AND a.query LIKE 'autovacuum: VACUUM%public.products%'
              AND l.relation = 'products'::regclass AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    private TestDatabase database;

    @BeforeEach
    void atVersion1WithGarbage() throws Exception {
        database = Postgres.V18.newDatabase();
        Query.executeAsSuperuser(database, "ALTER SYSTEM SET autovacuum_naptime = '1s'");
        Query.executeAsSuperuser(database, "SELECT pg_reload_conf()");
        MigratorRun.on(database).with("MIGRATOR_TO", "1").succeeds();
        try (Connection connection = database.connect(); Connection superuser = database.asSuperuser()) {
            BotRows.insert(connection, 1);
            Query.execute(connection, WORTH_A_LONG_VACUUM);
            Eventually.holds("an autovacuum is at work", () -> Query.rows(superuser, VACUUMED).equals(List.of("t")));
        }
    }

    @AfterEach
    void tidyUp() throws SQLException {
        Query.executeAsSuperuser(database, "ALTER SYSTEM RESET autovacuum_naptime");
        Query.executeAsSuperuser(database, "SELECT pg_reload_conf()");
        database.close();
    }

    @Test
    void itMakesWayWithinTheDefaultTimeOut() throws SQLException {
        assertThat(MigratorRun.on(database).with("MIGRATOR_LOCK_RETRIES", "0").applies()).hasSize(3);
    }

    @Test
    void itDoesNotForATimeOutBelowTheServersDeadlockTimeout() throws SQLException {
        MigratorRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "500ms").with("MIGRATOR_LOCK_RETRIES", "2").failsWith(Outcome.LOCKED);

        assertThat(Query.history(database)).hasSize(1);
    }
}
