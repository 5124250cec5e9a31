package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link MigrationEnvironment#runAsyncMigrations()} to its end. */
class RunAsyncMigrationsTest {

    @TempDir
    private Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void aScript() {
        scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();");
    }

    @Test
    void itCompletesWithTheReport() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            assertThat(MigratorRun.scripts(MigratorRun.on(database, folder).start().get())).containsExactly("V1__one.sql");
        }
    }

    @Test
    void aFailedRunCompletesWithItsException() throws Exception {
        scripts.add("V2__two.sql", "SELECT 1 / 0;");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();

            MigrationException failure = (MigrationException) catchThrowableOfType(ExecutionException.class, run::get).getCause();

            assertThat(run).isCompletedExceptionally().isNotCancelled();
            assertThat(failure.outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(MigratorRun.scripts(failure.report().orElseThrow())).containsExactly("V1__one.sql");
        }
    }

    @Test
    void itOpensOneConnectionAndClosesIt() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            ServerLog.Mark mark = database.mark();

            MigratorRun.on(database, folder).start().get();

            assertThat(database.connections(mark)).hasSize(1);
            Migrators.areGone(database);
        }
    }

    @Test
    void afterAFailureTooItsOneConnectionIsClosed() throws Exception {
        scripts.add("V2__two.sql", "SELECT 1 / 0;");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            ServerLog.Mark mark = database.mark();

            MigratorRun.on(database, folder).start().handle((report, failure) -> failure).get();

            assertThat(database.connections(mark)).hasSize(1);
            Migrators.areGone(database);
        }
    }

    @Test
    void whatIsWrongWithTheScriptsIsTheRunsFailureToo() throws Exception {
        scripts.add("V1_x.sql", "SELECT 1;");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            ServerLog.Mark mark = database.mark();
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();

            assertThat(catchThrowableOfType(ExecutionException.class, run::get)).hasCauseInstanceOf(MigrationException.class);
            // The history may have been asked for while the scripts were read; more is not tried, and nobody stays.
            assertThat(database.connections(mark)).hasSizeLessThan(2);
            assertThat(database.statements(mark)).extracting(ServerLog.Statement::sql).allMatch(sql -> sql.contains("SELECT current_user"));
            Migrators.areGone(database);
        }
    }
}
