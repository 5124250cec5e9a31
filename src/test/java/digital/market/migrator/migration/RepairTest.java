package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.RepairReport;
import digital.market.migrator.report.StatusReport;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is broken is explained first, and mended when that is asked for. */
class RepairTest {

    @TempDir
    Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void writeScripts() {
        scripts = new ScriptFolder(folder)
                .add("V1__one.sql", "CREATE TABLE one (id int);")
                .add("V2__two.sql", "CREATE TABLE two (id int);")
                .add("V3__three.sql", "CREATE TABLE three (id int);");
    }

    @ParameterizedTest
    @EnumSource
    void anIndexThatCouldNotBeBuiltIsDroppedAndBuiltOnceTheDataAreCorrected(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = migrated(database);
            Query.execute(database, "INSERT INTO one VALUES (7), (7)");
            scripts.add("V4__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY one_id ON one (id);").add("V5__five.sql", "CREATE TABLE five (id int);");
            run.failsWith(Outcome.HALF_WAY);
            assertThat(states(run)).containsExactly("✓ V1", "✓ V2", "✓ V3", "✗ V4", "· V5");

            Snapshot before = Snapshot.of(database);
            RepairReport explained = report(repair(run).failsWith(Outcome.DIVERGED));
            assertThat(explained.summary()).isEqualTo("repair can mend 2 things in schema public, and has changed nothing. "
                    + "Run repair --yes to have done what is listed.");
            assertThat(explained.lines()).containsExactly(
                    "· V4__index.sql stopped half-way (installed_rank 4). Its row is removed, so that it is pending: see to it that nothing is in "
                            + "its way when it is applied again.",
                    "· The index \"one_id\" on \"one\" (0 bytes) is INVALID, left behind by V4__index.sql. It is dropped.");
            assertThat(Snapshot.of(database)).isEqualTo(before);

            RepairReport mended = repairYes(run).succeeds();
            assertThat(mended.lines()).allMatch(line -> line.startsWith("✓ ")).hasSize(2);
            assertThat(mended.summary()).isEqualTo("Mended 2 things: the history of schema public is in order.");
            assertThat(before.schema()).contains("one_id").contains("INVALID");
            assertThat(Snapshot.of(database).schema()).doesNotContain("one_id");

            Query.execute(database, "DELETE FROM one");
            assertThat(run.applies()).containsExactly("V4__index.sql", "V5__five.sql");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsInOrderIsLeftAlone(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = migrated(database);
            Snapshot before = Snapshot.of(database);

            assertThat(repair(run).succeeds().summary()).isEqualTo("Nothing to mend: the history of schema public is in order.");
            assertThat(repairYes(run).succeeds().summary()).isEqualTo("Nothing to mend: the history of schema public is in order.");
            assertThat(Snapshot.of(database)).isEqualTo(before);
        }
    }

    @Test
    void aDatabaseWithoutAHistoryIsInOrder() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun run = MigratorRun.on(database, folder);

            repair(run).succeeds();
            repairYes(run).succeeds();

            assertThat(Query.hasTable(database, "flyway_schema_history")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFlywayMendsIsMendedAsFlywayDoes(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            for (TestDatabase database : List.of(ours, flyways)) {
                migrated(database);
                Query.execute(database, "INSERT INTO flyway_schema_history VALUES (4, '4', 'four', 'SQL', 'V4__four.sql', 1, current_user, now(), 5, false)");
            }
            scripts.add("V1__one.sql", "CREATE TABLE one (id bigint);").remove("V2__two.sql").remove("V3__three.sql")
                    .add("V3__third.sql", "CREATE TABLE three (id int);").add("V4__four.sql", "SELECT 1;");

            RepairReport report = repairYes(MigratorRun.on(ours, folder)).succeeds();
            PlainFlyway.of(flyways, folder).load().repair();

            assertThat(report.mends()).hasSize(4);
            assertThat(Query.history(ours).toString().replace(ours.role(), "")).isEqualTo(Query.history(flyways).toString().replace(flyways.role(), ""));
            assertThat(MigratorRun.on(ours, folder).applies()).containsExactly("V4__four.sql");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFlywaysPaidEditionUndidIsPendingAgain(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = migrated(database);
            Query.execute(database, "DROP TABLE three; INSERT INTO flyway_schema_history "
                    + "VALUES (4, '3', 'three', 'UNDO_SQL', 'U3__three.sql', 1, current_user, now(), 5, true)");
            assertThat(states(run)).containsExactly("✓ V1", "✓ V2", "↩ V3");

            repairYes(run).succeeds();

            assertThat(run.applies()).containsExactly("V3__three.sql");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatWasDeletedTwiceIsDeletedOnce(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = migrated(database);
            for (int rank : List.of(4, 5)) {
                Query.execute(database, "DROP TABLE IF EXISTS three; INSERT INTO flyway_schema_history VALUES (" + rank
                        + ", '3', 'three', 'DELETE', 'V3__three.sql', 1, current_user, now(), 5, true)");
            }
            run.failsWith(Outcome.DIVERGED);

            assertThat(repairYes(run).succeeds().mends()).hasSize(1);

            assertThat(run.applies()).containsExactly("V3__three.sql");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatNoProgramCanDecideIsLeftToPeople(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = migrated(database);
            scripts.add("V2.5__late.sql", "SELECT 1;").add("V1__one.sql", "SELECT 'changed';");

            RepairReport report = report(repairYes(run).failsWith(Outcome.DIVERGED));

            assertThat(report.done()).isTrue();
            assertThat(report.lines()).hasSize(2).first().asString().startsWith("✓ V1__one.sql was changed");
            assertThat(report.lines()).last().asString().startsWith("! V2.5__late.sql was never applied, but the newer V3 was.");
            assertThat(report.summary()).isEqualTo("The history of schema public is not in order: 1 thing in it cannot be mended by repair. "
                    + "What is marked with ! says what to do.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatANewerImageLeftHalfWayIsForThatImage(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = migrated(database);
            scripts.addOutsideTransaction("V4__half.sql", "CREATE TABLE four (id int); SELECT 1 / 0;");
            run.failsWith(Outcome.HALF_WAY);
            scripts.remove("V4__half.sql").remove("V4__half.sql.conf");
            List<String> history = Query.history(database);

            RepairReport report = repairYes(run).succeeds();

            assertThat(report.lines()).containsExactly("! V4__half.sql stopped half-way, and this catalog does not know it. Run repair with the scripts that hold it.");
            assertThat(Query.history(database)).isEqualTo(history);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherSchemaTableAndRoleOfAnySpelling(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Query.executeAsSuperuser(database, """
                    CREATE ROLE "%1$s Owner"; GRANT "%1$s Owner" TO "%1$s"; CREATE SCHEMA "my ""Shop" AUTHORIZATION "%1$s Owner"
                    """.formatted(database.role()));
            scripts.add("V1__one.sql", "CREATE TABLE \"One \"\"1\" (id int); INSERT INTO \"One \"\"1\" VALUES (7), (7);")
                    .add("V4__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY \"an \"\"Index\" ON \"One \"\"1\" (id);");
            MigratorRun run = MigratorRun.on(database, folder).with("MIGRATOR_SCHEMA", "my \"Shop").with("MIGRATOR_TABLE", "the 'history")
                    .with("MIGRATOR_ROLE", database.role() + " Owner");
            run.failsWith(Outcome.HALF_WAY);

            assertThat(repairYes(run).succeeds().mends()).hasSize(2);

            Query.executeAsSuperuser(database, "DELETE FROM \"my \"\"Shop\".\"One \"\"1\"");
            assertThat(run.applies()).containsExactly("V4__index.sql");
            Query.executeAsSuperuser(database, "DROP SCHEMA \"my \"\"Shop\" CASCADE; DROP ROLE \"" + database.role() + " Owner\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAnotherMigratorIsAtMayOnlyLookBroken(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection migrator = database.connect()) {
            MigratorRun run = migrated(database);
            Query.execute(database, "UPDATE flyway_schema_history SET success = false WHERE version = '3'");
            Query.execute(migrator, "SELECT pg_advisory_lock(" + new HistoryTable("public", "flyway_schema_history").lockKey() + ")");

            assertThat(report(repair(run).failsWith(Outcome.DIVERGED)).lines()).last().asString().startsWith("! Another migrator is at work: pid ");
            assertThat(CommandRun.like(run, MigrationEnvironment::status).succeeds().remark()).get().asString()
                    .startsWith("Another migrator is at work: pid ");
            repairYes(run).with("MIGRATOR_LOCK_WAIT", "0").failsWith(Outcome.LOCKED);
        }
    }

    @Test
    void aServerThatOnlyReadsIsNoBugOfOurs() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun run = migrated(database);
            Query.execute(database, "UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'");
            Query.executeAsSuperuser(database, "ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");

            assertThat(repairYes(run).failsWith(Outcome.DENIED).failure().advice()).get().asString().contains("RESET default_transaction_read_only");
        }
    }

    @Test
    void aHistoryThatSomebodyHasLockedIsTriedAgainAndThenSaysSo() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection holder = database.connect()) {
            MigratorRun run = migrated(database);
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE flyway_schema_history IN ACCESS EXCLUSIVE MODE");

            MigrationException e = repairYes(run).with("MIGRATOR_LOCK_TIMEOUT", "50ms").with("MIGRATOR_LOCK_RETRIES", "1").failsWith(Outcome.LOCKED);

            assertThat(e.failure().advice()).get().asString().contains("MIGRATOR_LOCK_TIMEOUT");
        }
    }

    private MigratorRun migrated(TestDatabase database) {
        MigratorRun run = MigratorRun.on(database, folder);
        run.succeeds();
        return run;
    }

    private static CommandRun<RepairReport> repair(MigratorRun run) {
        return CommandRun.like(run, MigrationEnvironment::repair);
    }

    private static CommandRun<RepairReport> repairYes(MigratorRun run) {
        return repair(run).with("MIGRATOR_YES", "true");
    }

    private static RepairReport report(MigrationException e) {
        return (RepairReport) e.report().orElseThrow();
    }

    private static List<String> states(MigratorRun run) {
        StatusReport report = CommandRun.like(run, MigrationEnvironment::status).succeeds();
        return report.migrations().stream().map(one -> one.state().mark() + " " + one.label()).toList();
    }
}
