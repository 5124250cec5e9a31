package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.LogLines;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transaction that met another one is tried again, counted once, and called what it is. */
class ConflictTest {

    @TempDir
    Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void writeScripts() {
        scripts = new ScriptFolder(folder).add("V1__one.sql", """
                CREATE TABLE one (id int);
                CREATE SEQUENCE tries;
                CREATE FUNCTION clash() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF nextval('tries') <= 2 THEN RAISE EXCEPTION 'not this time' USING ERRCODE = 'serialization_failure'; END IF;
                    RETURN NULL;
                END$$;
                CREATE CONSTRAINT TRIGGER clashing AFTER INSERT ON one DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION clash();
                """);
    }

    @Test
    void aSerializationFailureAtTheEndIsTriedAgainAndCountedOnce() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); LogLines log = LogLines.capture()) {
            scripts.add("V2__two.sql", "INSERT INTO one VALUES (1);");

            MigrationReport report = MigratorRun.on(database, folder).succeeds();

            assertThat(MigratorRun.scripts(report)).containsExactly("V1__one.sql", "V2__two.sql");
            assertThat(log.all().stream().filter(line -> line.contains("trying again"))).hasSize(2).allSatisfy(line -> assertThat(line)
                    .startsWith("V2__two.sql met a transaction that it cannot be serialized with and was rolled back; trying again"));
            assertThat(Query.history(database)).hasSize(2);
        }
    }

    @Test
    void oneThatIsNeverOverSaysWhatItIs() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            scripts.add("V2__two.sql", "INSERT INTO one VALUES (1);");

            MigrationReport report = MigratorRun.on(database, folder).with("MIGRATOR_LOCK_RETRIES", "1").reportsFailure(Outcome.LOCKED);

            assertThat(report.failure().orElseThrow().script()).contains("V2__two.sql");
            assertThat(report.summary()).contains("not this time").doesNotContain("pg_locks");
            assertThat(MigratorRun.scripts(report)).containsExactly("V1__one.sql");
        }
    }

    /** As two migrators that GRANT on the same object. */
    @Test
    void aCatalogRowThatAnotherTransactionHasChangedIsTriedAgain() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); LogLines log = LogLines.capture(); Connection other = database.connect()) {
            MigratorRun run = MigratorRun.on(database, folder);
            run.succeeds();
            scripts.add("V2__two.sql", "GRANT SELECT ON one TO PUBLIC;");
            other.setAutoCommit(false);
            Query.execute(other, "GRANT INSERT ON one TO PUBLIC");

            CompletableFuture<MigrationReport> migration = run.start();
            Eventually.holds("the script waits for the row", () -> !Query.rows(database,
                    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'GRANT SELECT%'").isEmpty());
            other.commit();

            assertThat(MigratorRun.scripts(migration.join())).containsExactly("V2__two.sql");
            assertThat(log.all()).anySatisfy(line -> assertThat(line).startsWith("V2__two.sql changed an object that another transaction changed"));
        }
    }
}
