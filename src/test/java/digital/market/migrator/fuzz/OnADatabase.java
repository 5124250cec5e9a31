package digital.market.migrator.fuzz;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.TestDatabase;
import java.sql.SQLException;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Properties that are tried on one database, which each try finds as it wants it. */
abstract class OnADatabase {

    static TestDatabase database;

    @BeforeContainer
    static void makeDatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterContainer
    static void dropDatabase() throws SQLException {
        database.close();
    }
}
