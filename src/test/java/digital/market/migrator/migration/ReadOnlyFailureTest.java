package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where nothing may be written, the run says who forbids it, and lists nothing as applied. */
class ReadOnlyFailureTest {

    @TempDir
    Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void writeScripts() {
        scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id int);");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALTER ROLE \"%1$s\"", "ALTER ROLE \"%1$s\" IN DATABASE \"%2$s\"", "ALTER DATABASE \"%2$s\""})
    void aDefaultThatForbidsIsNamedWithTheStatementThatLetsIt(String alter) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database, folder).succeeds();
            scripts.add("V2__two.sql", "SELECT 1;");
            String name = Query.rows(database, "SELECT current_database()").get(0);
            String statement = alter.formatted(database.role(), name);
            Query.executeAsSuperuser(database, statement + " SET default_transaction_read_only = on");

            MigrationReport report = MigratorRun.on(database, folder).reportsFailure(Outcome.DENIED);

            assertThat(report.failure().orElseThrow().message()).startsWith("V2__two.sql").endsWith("The setting default_transaction_read_only is on.");
            assertThat(report.failure().orElseThrow().advice()).get().asString()
                    .contains(statement.replace("\"" + database.role() + "\"", "\"" + database.role() + "\"") + " RESET default_transaction_read_only;");
            assertThat(report.applied()).isEmpty();
            assertThat(report.to()).contains("1");
        }
    }

    @Test
    void itIsNamedBeforeThereIsAHistoryToo() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            Query.executeAsSuperuser(database, "ALTER ROLE \"" + database.role() + "\" SET default_transaction_read_only = on");

            assertThat(MigratorRun.on(database, folder).failsWith(Outcome.DENIED).advice()).get().asString()
                    .contains("RESET default_transaction_read_only");
        }
    }
}
