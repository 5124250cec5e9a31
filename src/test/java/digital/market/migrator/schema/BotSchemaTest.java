package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.BotScripts;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.SchemaText;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the packaged migrations make of an empty database, and what their undo scripts leave of it. */
class BotSchemaTest {

    @ParameterizedTest
    @EnumSource
    void theSchemaAtHeadIsTheOneThatTheBotExpects(Postgres postgres) throws SQLException, IOException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            BotScripts.migrate(connection, 1, BotScripts.HEAD);

            assertThat(SchemaText.of(connection, "public")).isEqualTo(expected());
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachUndoScriptBringsBackTheSchemaBeforeItsMigration(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            List<String> before = new ArrayList<>();
            for (int version = 1; version <= BotScripts.HEAD; version++) {
                before.add(SchemaText.of(connection, "public"));
                BotScripts.migrate(connection, version);
            }

            List<String> after = new ArrayList<>();
            for (int version = BotScripts.HEAD; version >= 1; version--) {
                BotScripts.undo(connection, version);
                after.add(0, SchemaText.of(connection, "public"));
            }

            assertThat(after).isEqualTo(before).doesNotHaveDuplicates().startsWith("");
        }
    }

    private static String expected() throws IOException {
        try (InputStream text = BotSchemaTest.class.getResourceAsStream("/schema/head.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
