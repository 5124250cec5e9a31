package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.BotRows;
import digital.market.migrator.testing.BotScripts;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.TableWork;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much work the packaged migrations do under their locks, on tables that hold rows. */
class MigrationCostTest {

    @ParameterizedTest
    @EnumSource
    void hiddenContentTouchesNothingButTheCatalog(Postgres postgres) throws SQLException {
        assertThat(costOf(2, postgres)).isEqualTo(TableWork.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void paymentIdRewritesPurchasesOnceAndBuildsEachOfItsTwoIndexesOnce(Postgres postgres) throws SQLException {
        assertThat(costOf(3, postgres)).isEqualTo(new TableWork(List.of("purchases"), 1 + 2, 0));
    }

    @ParameterizedTest
    @EnumSource
    void paymentTypeTouchesNothingButTheCatalog(Postgres postgres) throws SQLException {
        assertThat(costOf(4, postgres)).isEqualTo(TableWork.NONE);
    }

    private static TableWork costOf(int version, Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            BotScripts.migrate(connection, 1, version - 1);
            BotRows.insert(connection, version - 1);
            return TableWork.of(database, connection, it -> BotScripts.migrate(it, version));
        }
    }
}
