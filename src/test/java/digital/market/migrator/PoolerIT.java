package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

import digital.market.migrator.testing.PgBouncer;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program behind a PgBouncer that pools transactions. */
class PoolerIT {

    private final Program program = Program.packaged();

    @Test
    void itMigratesAndThenFindsNothingToDoAndRefusesWhatCannotWork(@TempDir Path folder) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); PgBouncer pooler = PgBouncer.before(database, "transaction")) {
            Map<String, String> environment = Map.of("DATABASE_URL", pooler.url());

            ProgramRun first = program.run(environment).exitedWith(0);
            ServerLog.Mark mark = database.mark();
            ProgramRun second = program.run(environment).exitedWith(0);

            assertThat(first.stdout()).endsWith("Applied 4 migrations: schema public went from no version to version 4.\n");
            assertThat(second.stdout().lines()).last().isEqualTo("Nothing to do: schema public is at version 4.");
            // Before it PgBouncer gives its session of the server the parameters of our start-up message.
            assertThat(database.statements(mark)).extracting(ServerLog.Statement::sql).filteredOn(sql -> !sql.startsWith("SET DateStyle")).hasSize(1);
            new ScriptFolder(folder).add("V5__index.sql", "CREATE INDEX CONCURRENTLY i ON users (username);");
            ProgramRun refused = program.run(Map.of("DATABASE_URL", pooler.url(),
                    "MIGRATOR_LOCATIONS", "classpath:db/migration,filesystem:" + folder)).exitedWith(10);
            assertThat(refused.stderr()).contains("V5__index.sql", "MIGRATOR_POOLER=none");
        }
    }
}
