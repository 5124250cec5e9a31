package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.CheckRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bot has got scripts that Alembic never knew by the time it adopts a database. */
class AdoptionOfMoreScriptsTest {

    @TempDir
    private Path folder;
    @TempDir
    private Path targets;

    @BeforeEach
    void copyTheBotsScripts() {
        Catalog.packaged().versioned().forEach(migration -> new ScriptFolder(folder).add(migration.script(), migration.content()));
    }

    @Test
    void theyAreAppliedInTheSameTransactionAndAlembicIsLeftAtItsOwnNewestRevision() throws SQLException {
        new ScriptFolder(folder).add("V5__coupons.sql", "CREATE TABLE coupons (code text);")
                .add("R__paid.sql", "CREATE OR REPLACE VIEW paid AS SELECT payment_type FROM purchases;");
        try (TestDatabase database = adoptable(2)) {
            MigrationReport report = run(database).succeeds();

            assertThat(MigratorRun.scripts(report))
                    .containsExactly("V3__payment_id.sql", "V4__payment_type.sql", "V5__coupons.sql", "R__paid.sql");
            assertThat(Query.rows(database, "TABLE alembic_version")).containsExactly(AlembicScripts.HEAD);
            assertThat(run(database).applies()).isEmpty();
        }
    }

    @Test
    void eachFindsTheSessionAsTheFirstDid() throws SQLException {
        new ScriptFolder(folder).add("V5__settings.sql", "SET search_path = pg_catalog; SET LOCAL work_mem = '77MB'; SET bytea_output = escape;")
                .add("V6__seen.sql", "CREATE TABLE seen AS SELECT current_setting('work_mem') AS memory, current_setting('bytea_output') AS bytes;");
        try (TestDatabase database = adoptable(4)) {
            run(database).succeeds();

            assertThat(Query.rows(database, "SELECT memory = '77MB', bytes FROM seen")).containsExactly("f|hex");
        }
    }

    @Test
    void oneThatFailsTakesTheAdoptionBack() throws SQLException {
        new ScriptFolder(folder).add("V5__coupons.sql", "CREATE TABLE coupons (code text);");
        try (TestDatabase database = adoptable(2)) {
            new ScriptFolder(folder).add("V6__wrong.sql", "SELECT 1 / 0;");

            MigrationReport report = run(database).reportsFailure(Outcome.ROLLED_BACK);

            assertThat(report.failure().orElseThrow().script()).contains("V6__wrong.sql");
            assertThat(report.applied()).isEmpty();
            assertThat(Query.hasTable(database, "flyway_schema_history")).isFalse();
            assertThat(Query.hasTable(database, "coupons")).isFalse();
            assertThat(Query.rows(database, "TABLE alembic_version")).containsExactly(AlembicScripts.REVISIONS.get(2));
        }
    }

    /** A database that Alembic has left at a revision, and a target of what the scripts lead to by now. */
    private TestDatabase adoptable(int revision) throws SQLException {
        try (TestDatabase scratch = Postgres.V18.newDatabase()) {
            MigratorRun.on(scratch, folder).succeeds();
            CheckRun.on(scratch, folder).with("MIGRATOR_WRITE_TARGET", target()).succeeds();
        }
        TestDatabase database = Postgres.V18.newDatabase();
        try (Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgradeWithRows(connection, AlembicScripts.REVISIONS.get(revision), 20);
        }
        return database;
    }

    private MigratorRun run(TestDatabase database) {
        return MigratorRun.on(database, folder).with("MIGRATOR_TARGET", target());
    }

    private String target() {
        return targets.resolve("target-schema.txt").toString();
    }
}
