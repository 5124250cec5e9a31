package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script outside a transaction that loses its connection leaves no row in the history, and nobody is told otherwise. */
class LostOutsideTransactionTest {

    private static final String INSERT = "INSERT INTO goods VALUES (1);\n";

    @TempDir
    Path folder;

    @Test
    void theHistoryIsSaidNotToHoldIt() throws SQLException {
        ScriptFolder scripts = new ScriptFolder(folder).add("V1__goods.sql", "CREATE TABLE goods (id int);")
                .addOutsideTransaction("V2__more.sql", INSERT + "SELECT pg_terminate_backend(pg_backend_pid());\n");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun run = MigratorRun.on(database, folder);

            Failure failure = run.failsWith(Outcome.HALF_WAY);

            assertThat(failure.advice().orElseThrow()).contains("The history does not hold this", "from its beginning").doesNotContain("repair");
            assertThat(Query.history(database)).hasSize(1);
            assertThat(CommandRun.like(run, MigrationEnvironment::repair).succeeds().lines()).isEmpty();
            scripts.addOutsideTransaction("V2__more.sql", "TRUNCATE goods;\n" + INSERT);
            assertThat(run.applies()).containsExactly("V2__more.sql");
            assertThat(Query.rows(database, "SELECT count(*) FROM goods")).containsExactly("1");
        }
    }
}
