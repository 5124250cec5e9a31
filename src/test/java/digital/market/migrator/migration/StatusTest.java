package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.StatusReport;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What status shows of a real database. Whether its states are right is {@link StatesTest}'s matter. */
class StatusTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void eachRowSaysWhenByWhomAndHowLong(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).with("MIGRATOR_TO", "2").succeeds();
            Query.execute(database, "UPDATE flyway_schema_history SET installed_on = '2024-05-01 10:00:00.5', execution_time = 12345 WHERE version = '1'");
            Query.execute(database, "UPDATE flyway_schema_history SET installed_on = '2024-05-02 23:59:59', execution_time = 7 WHERE version = '2'");

            StatusReport report = status(MigratorRun.on(database)).succeeds();

            String role = database.role();
            assertThat(report.lines()).containsExactly(
                    "✓ V1  initial schema  applied  2024-05-01 10:00:00  " + role + "  12 s",
                    "✓ V2  hidden content  applied  2024-05-02 23:59:59  " + role + "  7 ms",
                    "· V3  payment id      pending",
                    "· V4  payment type    pending");
            assertThat(report.summary()).isEqualTo("Schema public is at version 2: 2 applied, 2 pending.");
            assertThat(report.version()).contains("2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void itReadsInTheQueryThatMigrateSendsAndChangesNothing(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).succeeds();
            Snapshot before = Snapshot.of(database);
            ServerLog.Mark mark = database.mark();

            status(MigratorRun.on(database)).succeeds();

            assertThat(database.connections(mark)).hasSize(1);
            assertThat(database.statements(mark)).extracting(ServerLog.Statement::sql).singleElement().asString().contains("SELECT current_user");
            assertThat(Snapshot.of(database)).isEqualTo(before);
        }
    }

    @Test
    void itDoesNotWaitForAMigrator() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection migrator = database.connect()) {
            MigratorRun.on(database).succeeds();
            Query.execute(migrator, "SELECT pg_advisory_lock(" + new HistoryTable("public", "flyway_schema_history").lockKey() + ")");

            assertThat(status(MigratorRun.on(database)).with("MIGRATOR_LOCK_WAIT", "0").succeeds().problems()).isEmpty();
        }
    }

    @Test
    void aVersionToGoToIsNoMatterOfStatus() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            assertThat(status(MigratorRun.on(database).with("MIGRATOR_TO", "1")).succeeds().migrations()).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyDatabaseHasEverythingPending(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            StatusReport report = status(MigratorRun.on(database)).succeeds();

            assertThat(report.summary()).isEqualTo("Schema public is at no version: 4 pending.");
            assertThat(report.remark()).isEmpty();
            assertThat(Query.hasTable(database, "flyway_schema_history")).isFalse();
        }
    }

    @Test
    void objectsWithoutAHistoryAreRemarkedOn() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            Query.execute(database, "CREATE TABLE products (id int)");

            assertThat(status(MigratorRun.on(database)).succeeds().summary())
                    .startsWith("Schema public is at no version: 4 pending. The schema \"public\" of").contains("holds objects, but no history")
                    .contains("adopt --at VERSION");
        }
    }

    @Test
    void aSchemaThatIsMissingIsRemarkedOn() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            assertThat(status(MigratorRun.on(database).with("MIGRATOR_SCHEMA", "No \"such")).succeeds().remark()).get().asString()
                    .startsWith("The schema \"No \"\"such\" does not exist");
        }
    }

    @Test
    void alembicsTableIsRemarkedOn() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            Query.execute(database, "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)");
            MigratorRun run = MigratorRun.on(database);

            assertThat(status(run).succeeds().remark()).contains("The history is empty, but Alembic's alembic_version is there: migrate takes the database over.");
            assertThat(status(run.with("MIGRATOR_ADOPT", "never")).succeeds().remark())
                    .contains("The history is empty, but Alembic's alembic_version is there: the command adopt takes the database over.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenHistoryIsShownAndTheEndIsGoodAllTheSame(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            ScriptFolder scripts = new ScriptFolder(folder).add("V1__one.sql", "SELECT 1;").add("V2__two.sql", "SELECT 2;")
                    .add("V3__three.sql", "SELECT 3;").addOutsideTransaction("V4__four.sql", "SELECT 1 / 0;").add("R__view.sql", "SELECT 5;");
            MigratorRun run = MigratorRun.on(database, folder);
            run.failsWith(Outcome.HALF_WAY);
            scripts.remove("V2__two.sql").add("V3__three.sql", "SELECT 33;").add("V2.5__late.sql", "SELECT 25;");

            StatusReport report = status(run).succeeds();

            assertThat(report.lines()).extracting(line -> line.split(" {2,}")[0] + " " + line.split(" {2,}")[2])
                    .containsExactly("✓ V1 applied", "? V2 missing", "! V2.5 late", "≠ V3 changed", "✗ V4 failed", "· R pending");
            assertThat(report.problems()).hasSize(4);
            assertThat(report.summary()).isEqualTo("Schema public is at version 3: 1 applied, 1 pending, 1 failed, 1 missing, 1 changed, 1 late. "
                    + "On this history migrate refuses to run; the command repair says why, and what can be done.");
        }
    }

    @Test
    void whatANewerImageAppliedIsAhead() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database).succeeds();
            new ScriptFolder(folder).add("V1__initial_schema.sql", catalogText("V1"));

            assertThat(status(MigratorRun.on(database, folder)).succeeds().summary()).isEqualTo("Schema public is at version 4: 1 applied, 3 ahead.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHistoryThatSomebodyHasLockedCannotBeRead(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.connect()) {
            MigratorRun.on(database).succeeds();
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE flyway_schema_history IN ACCESS EXCLUSIVE MODE");

            assertThat(status(MigratorRun.on(database)).with("MIGRATOR_LOCK_TIMEOUT", "50ms").failsWith(Outcome.LOCKED).failure().advice())
                    .get().asString().startsWith("Another session holds a table's lock.");
        }
    }

    private static CommandRun<StatusReport> status(MigratorRun run) {
        return CommandRun.like(run, MigrationEnvironment::status);
    }

    private static String catalogText(String label) {
        List<Migration> all = Catalog.packaged().versioned();
        return all.stream().filter(one -> one.script().startsWith(label + "__")).findFirst().orElseThrow().sql();
    }
}
