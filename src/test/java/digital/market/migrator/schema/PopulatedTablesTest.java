package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.BotRows;
import digital.market.migrator.testing.BotScripts;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the packaged migrations do to rows that are already there. */
class PopulatedTablesTest {

    static Stream<Arguments> eachServerAndEachVersionBeforeHead() {
        return Stream.of(Postgres.values())
                .flatMap(postgres -> Stream.of(1, 2, 3).map(version -> Arguments.of(postgres, version)));
    }

    @ParameterizedTest
    @MethodSource("eachServerAndEachVersionBeforeHead")
    void everyRowIsKeptAndGetsThePrescribedValues(Postgres postgres, int version) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            BotScripts.migrate(connection, 1, version);
            BotRows.insert(connection, version);
            Map<String, Map<Integer, Map<String, Object>>> expected = tables(connection);
            expected.get("products").values().forEach(row -> row.putIfAbsent("hidden_content", ""));
            expected.get("purchases").forEach((id, row) -> {
                row.putIfAbsent("payment_id", "legacy-" + id);
                row.put("payment_type", "unknown");
            });

            BotScripts.migrate(connection, version + 1, BotScripts.HEAD);

            assertThat(tables(connection)).isEqualTo(expected);
            assertThat(expected.values()).allSatisfy(rows -> assertThat(rows).hasSizeGreaterThanOrEqualTo(300));
        }
    }

    @ParameterizedTest
    @MethodSource("eachServerAndEachVersionBeforeHead")
    void undoingKeepsEveryRowAndEveryOtherColumn(Postgres postgres, int version) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            BotScripts.migrate(connection, 1, version);
            BotRows.insert(connection, version);
            Map<String, Map<Integer, Map<String, Object>>> before = tables(connection);

            BotScripts.migrate(connection, version + 1, BotScripts.HEAD);
            for (int undone = BotScripts.HEAD; undone > version; undone--) {
                BotScripts.undo(connection, undone);
            }

            assertThat(tables(connection)).isEqualTo(before);
        }
    }

    private static Map<String, Map<Integer, Map<String, Object>>> tables(Connection connection) throws SQLException {
        Map<String, Map<Integer, Map<String, Object>>> tables = new LinkedHashMap<>();
        for (String table : BotRows.TABLES) {
            tables.put(table, new HashMap<>(BotRows.of(connection, table)));
        }
        return tables;
    }
}
