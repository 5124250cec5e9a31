package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.BotRows;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.SchemaText;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged migrations bring a database to head, whatever version it is at. */
class RunToHeadTest {

    static Stream<Arguments> eachServerAndEachVersionBeforeHead() {
        return Stream.of(Postgres.values())
                .flatMap(postgres -> Stream.of(1, 2, 3).map(version -> Arguments.of(postgres, version)));
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyDatabaseGetsTheSchemaAtHead(Postgres postgres) throws SQLException, IOException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).succeeds();

            assertThat(schema(database)).isEqualTo(expected());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theReportOfAFirstRunSaysWhatItApplied(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigrationReport report = MigratorRun.on(database).succeeds();

            assertThat(MigratorRun.scripts(report)).containsExactly("V1__initial_schema.sql", "V2__hidden_content.sql",
                    "V3__payment_id.sql", "V4__payment_type.sql");
            assertThat(report.from()).isEmpty();
            assertThat(report.to()).contains("4");
            assertThat(report.outcome()).isEqualTo(Outcome.DONE);
            assertThat(report.summary())
                    .isEqualTo("Applied 4 migrations: schema public went from no version to version 4.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSecondRunAppliesNothing(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).succeeds();

            MigrationReport second = MigratorRun.on(database).succeeds();

            assertThat(second.applied()).isEmpty();
            assertThat(second.from()).contains("4");
            assertThat(second.to()).contains("4");
            assertThat(second.summary()).isEqualTo("Nothing to do: schema public is at version 4.");
        }
    }

    @ParameterizedTest
    @MethodSource("eachServerAndEachVersionBeforeHead")
    void everyRowIsKeptOnTheWayToHead(Postgres postgres, int version) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            MigratorRun.on(database).with("MIGRATOR_TO", String.valueOf(version)).succeeds();
            BotRows.insert(connection, version);
            Map<String, Map<Integer, Map<String, Object>>> expected = tables(connection);
            expected.get("products").values().forEach(row -> row.putIfAbsent("hidden_content", ""));
            expected.get("purchases").forEach((id, row) -> {
                row.putIfAbsent("payment_id", "legacy-" + id);
                row.put("payment_type", "unknown");
            });

            MigratorRun.on(database).succeeds();

            assertThat(tables(connection)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("eachServerAndEachVersionBeforeHead")
    void thePopulatedSchemaIsTheOneAtHead(Postgres postgres, int version) throws SQLException, IOException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            MigratorRun.on(database).with("MIGRATOR_TO", String.valueOf(version)).succeeds();
            BotRows.insert(connection, version);

            MigrationReport report = MigratorRun.on(database).succeeds();

            assertThat(schema(database)).isEqualTo(expected());
            assertThat(report.summary()).isEqualTo("Applied %s: schema public went from version %d to version 4."
                    .formatted(version == 3 ? "1 migration" : 4 - version + " migrations", version));
        }
    }

    private static String schema(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            return SchemaText.of(connection, "public");
        }
    }

    private static Map<String, Map<Integer, Map<String, Object>>> tables(Connection connection) throws SQLException {
        Map<String, Map<Integer, Map<String, Object>>> tables = new LinkedHashMap<>();
        for (String table : BotRows.TABLES) {
            tables.put(table, new HashMap<>(BotRows.of(connection, table)));
        }
        return tables;
    }

    private static String expected() throws IOException {
        try (InputStream text = RunToHeadTest.class.getResourceAsStream("/schema/head.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
