package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link MigrationEnvironment#runMigrationsOnline()}: the run on a thread of its own, and the wait for it. */
class RunMigrationsOnlineTest {

    @TempDir
    private Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void aScript() {
        scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();");
    }

    @Test
    void withoutADatabaseItFailsWithASentence() {
        MigratorRun run = new MigratorRun(Map.of("MIGRATOR_LOCATIONS", "filesystem:" + folder));

        assertThat(run.failsWith(Outcome.CONFIGURATION).message()).startsWith("DATABASE_URL is not set");
    }

    @Test
    void theExceptionIsTheRunsOwnWithItsReport() throws SQLException {
        scripts.add("V2__two.sql", "SELECT 1 / 0;");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigrationReport report = MigratorRun.on(database, folder).reportsFailure(Outcome.ROLLED_BACK);

            assertThat(MigratorRun.scripts(report)).isEqualTo(List.of("V1__one.sql"));
            assertThat(report.to()).contains("1");
            assertThat(report.failure().orElseThrow().script()).contains("V2__two.sql");
        }
    }

    @Test
    void anInterruptOfTheThreadThatWaitsCancelsTheRunAndStays() throws Exception {
        scripts.add("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            AtomicReference<MigrationException> thrown = new AtomicReference<>();
            AtomicReference<Boolean> interrupted = new AtomicReference<>();
            Thread waiting = new Thread(() -> {
                thrown.set(Assertions.catchThrowableOfType(MigrationException.class, () -> MigratorRun.on(database, folder).succeeds()));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            waiting.start();
            Migrators.execute(database, "pg_sleep");

            waiting.interrupt();
            waiting.join();

            assertThat(interrupted).hasValue(true);
            assertThat(thrown.get().outcome()).isEqualTo(Outcome.TERMINATED);
            assertThat(MigratorRun.scripts(thrown.get().report().orElseThrow())).isEqualTo(List.of("V1__one.sql"));
            assertThat(Query.hasTable(database, "two")).isFalse();
            Migrators.areGone(database);
        }
    }
}
