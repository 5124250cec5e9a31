package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import digital.market.migrator.testing.MigratorRun;
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

/** The packaged target is what the packaged migrations lead to; with {@code -Dwrite-target} it is written anew. */
class TargetSchemaTest {

    private static final Path SOURCE = Path.of("src/main/resources/db/target-schema.txt");
    private static final boolean WRITE = System.getProperty("write-target") != null;

    @ParameterizedTest
    @EnumSource
    void theMigrationsLeadToThePackagedTarget(Postgres postgres) throws SQLException, IOException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            MigratorRun.on(database).with("MIGRATOR_DRIFT", "ignore").succeeds();
            TargetSchema migrated = new TargetSchema(LiveSchema.read(connection, "public", "flyway_schema_history"));
            if (WRITE) {
                migrated.write(SOURCE.toAbsolutePath());
            }

            assertThat(Files.readString(SOURCE)).as("%s is not what the migrations lead to on %s. Write it anew, and look at what "
                    + "has changed: mvn test -Dtest=TargetSchemaTest -Dwrite-target", SOURCE, database).isEqualTo(migrated.text());
        }
    }

    @Test
    void whatIsPackagedIsThatFile() throws IOException {
        assumeFalse(WRITE, "The build copied the file before it was written.");

        assertThat(TargetSchema.packaged().text()).isEqualTo(Files.readString(SOURCE));
    }
}
