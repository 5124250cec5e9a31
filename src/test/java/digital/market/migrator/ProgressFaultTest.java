package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.LogLines;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How a statement that takes long gets on is told, as far as the server tells it. Each case waits until a statement takes long. */
@Tag("faults")
class ProgressFaultTest {

    @TempDir
    Path folder;

    private ScriptFolder scripts;
    private LogLines log;

    @BeforeEach
    void writeScripts() {
        scripts = new ScriptFolder(folder)
                .add("V1__purchases.sql", "CREATE TABLE purchases (id int, price int);\n"
                        + "INSERT INTO purchases SELECT n, n FROM generate_series(1, 20000) AS n;")
                .add("V2__name.sql", "ALTER TABLE purchases ADD COLUMN name text;");
        log = LogLines.capture();
    }

    @AfterEach
    void letTheLogGo() {
        log.close();
    }

    @ParameterizedTest
    @EnumSource
    void theProgressOfAnIndexIsTold(Postgres postgres) throws Exception {
        scripts.add("V2__name.sql", slow() + "CREATE INDEX by_price ON purchases (slow(price));");
        try (TestDatabase database = postgres.newDatabase()) {
            atVersion1(database);
            CompletableFuture<MigrationReport> run = run(database).start();

            log.await("V2 builds the index by_price: \\d+ %, building index: .+, \\d+ s\\.");

            assertThat(run.cancel(true)).isTrue();
            Migrators.areGone(database);
        }
    }

    @Test
    void theProgressOfACopyIsTold() throws Exception {
        scripts.add("V2__name.sql", slow() + "CREATE TABLE names (name int CHECK (slow(name) > 0));\nCOPY names FROM STDIN;\n" + "1\n".repeat(100_000) + "\\.\n");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            CompletableFuture<MigrationReport> run = run(database).start();

            // The table is not committed, so that its name is not to be seen.
            log.await("V2 copies into \\d+: \\d+ rows?, \\d+ s\\.");

            assertThat(run.cancel(true)).isTrue();
            Migrators.areGone(database);
        }
    }

    /** An index on a function that becomes slow makes them slow that compute it for each row. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CLUSTER purchases USING by_id | V2 rewrites purchases: .*rebuilding index, \\d+ s\\.
            VACUUM FULL purchases         | V2 rewrites purchases: .*rebuilding index, \\d+ s\\.
            ANALYZE purchases             | V2 analyzes purchases: \\d+ %, computing statistics, \\d+ s\\.
            VACUUM purchases              | V2 vacuums purchases: \\d+ %, scanning heap, \\d+ s\\.
            """)
    void theProgressOfWhatReadsTheWholeTableIsTold(String statement, String line) throws Exception {
        scripts.addOutsideTransaction("V2__name.sql", slow().replace("PERFORM pg_sleep(0.01);", "")
                + "CREATE INDEX by_id ON purchases (id);\nCREATE INDEX by_price ON purchases (slow(price));\n"
                + slow().replace("CREATE", "CREATE OR REPLACE") + "SET vacuum_cost_delay = 100;\nSET vacuum_cost_limit = 1;\n" + statement + ";");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            CompletableFuture<MigrationReport> run = run(database).start();

            log.await(line);

            // Half-way, and so not cancelled.
            run.cancel(true);
            Migrators.areGone(database);
        }
    }

    @Test
    void ofWhatTheServerTellsNothingItIsToldHowLongItTakes() throws Exception {
        scripts.add("V2__name.sql", "SELECT pg_sleep(600);");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            CompletableFuture<MigrationReport> run = run(database).start();

            log.await("V2 is at work, \\d+ s\\.");

            assertThat(run.cancel(true)).isTrue();
            Migrators.areGone(database);
        }
    }

    @Test
    void whereThereIsNoConnectionLeftTheMigrationGoesOn() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection superuser = database.asSuperuser()) {
            atVersion1(database);
            Eventually.holds("the first run is gone", () -> Migrators.sessions(database).isEmpty());
            Query.execute(superuser, "ALTER ROLE " + database.role() + " CONNECTION LIMIT 1");
            superuser.setAutoCommit(false);
            Query.rows(superuser, "SELECT count(*) FROM purchases");
            CompletableFuture<MigrationReport> run = run(database).with("MIGRATOR_LOCK_TIMEOUT", "none").start();

            log.await("V2 is at work, \\d+ s\\.");
            superuser.rollback();

            assertThat(run.get().applied()).hasSize(1);
            assertThat(log.all()).noneMatch(line -> line.contains("connection"));
        }
    }

    @Test
    void aPasswordThatIsWrittenAnewMeanwhileIsReadAgain(@TempDir Path secret) throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection superuser = database.asSuperuser()) {
            atVersion1(database);
            Path password = Files.writeString(secret.resolve("password"), database.password());
            Query.rows(superuser, "SELECT pg_advisory_lock(" + MigratorsLock.KEY + ")");
            superuser.setAutoCommit(false);
            Query.rows(superuser, "SELECT count(*) FROM purchases");
            CompletableFuture<MigrationReport> run = run(database).with("DB_PASSWORD_FILE", password.toString())
                    .with("MIGRATOR_LOCK_TIMEOUT", "none").start();
            log.await("Waiting for another migrator: .*");

            Files.writeString(password, "");
            Query.rows(superuser, "SELECT pg_advisory_unlock_all()");
            log.await("V2 is at work, \\d+ s\\.");
            Query.executeAsSuperuser(database, "ALTER ROLE \"" + database.role() + "\" PASSWORD 'the new one'");
            Files.writeString(password, "the new one");
            log.await("V2 waits for a lock on purchases held by .*");
            superuser.rollback();

            assertThat(run.get().applied()).hasSize(1);
        }
    }

    private MigratorRun run(TestDatabase database) {
        return MigratorRun.on(database, folder);
    }

    private void atVersion1(TestDatabase database) {
        run(database).with("MIGRATOR_TO", "1").succeeds();
    }

    /** A function that lets a statement take as long as it has rows. */
    private static String slow() {
        return "CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.01); RETURN n; END';\n";
    }
}
