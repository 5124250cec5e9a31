package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.BotScripts;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged target is what the packaged migrations lead to. {@code mvn test -Dtest=TargetSchemaTest -Dwrite-target}
 * writes it anew.
 */
class TargetSchemaTest {

    private static final Path SOURCE = Path.of("src/main/resources/db/target-schema.txt");

    @ParameterizedTest
    @EnumSource
    void theMigrationsLeadToThePackagedTarget(Postgres postgres) throws SQLException, IOException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            BotScripts.migrate(connection, 1, BotScripts.HEAD);
            String text = new TargetSchema(LiveSchema.read(connection, "public", "flyway_schema_history")).text();
            if (Boolean.getBoolean("write-target") || "".equals(System.getProperty("write-target"))) {
                Files.writeString(SOURCE, text);
            }

            assertThat(Files.readString(SOURCE)).as("%s is not what the migrations lead to on %s; write it anew with: "
                    + "mvn test -Dtest=TargetSchemaTest -Dwrite-target", SOURCE, database).isEqualTo(text);
        }
    }

    @Test
    void theTextOfWhatWasReadIsTheTextAgain() throws IOException {
        assertThat(TargetSchema.packaged().text()).isEqualTo(Files.readString(SOURCE));
    }
}
