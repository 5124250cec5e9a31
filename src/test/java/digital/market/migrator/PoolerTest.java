package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OtherRole;
import digital.market.migrator.testing.PgBouncer;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs by way of a real PgBouncer. */
class PoolerTest {

    private static final int PACKAGED = 4;
    private static final String ONE = "default_pool_size = 1";

    @TempDir
    private Path folder;

    private ScriptFolder scripts;
    private TestDatabase database;

    @BeforeEach
    void newDatabase() {
        scripts = new ScriptFolder(folder);
        database = Postgres.V17.newDatabase();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({"transaction, 1, 0", "transaction, 5, 0", "transaction, 5, 1", "session, 20, 0"})
    void theHistoryIsThatOfADirectRunAndTheSecondRunHasNothingToDo(String mode, int size, int roundRobin) throws SQLException {
        try (TestDatabase direct = Postgres.V17.newDatabase();
                PgBouncer pooler = PgBouncer.before(database, mode, "default_pool_size = " + size, "server_round_robin = " + roundRobin)) {
            MigratorRun.on(direct).succeeds();

            MigrationReport first = pooler.run().succeeds();

            assertThat(first.applied()).hasSize(PACKAGED);
            assertThat(first.to()).contains("4");
            assertThat(first.drift()).contains(List.of());
            assertThat(Query.history(database)).isEqualTo(Query.history(direct).stream()
                    .map(row -> row.replace(direct.role(), database.role())).toList());
            ServerLog.Mark mark = database.mark();
            assertThat(pooler.run().succeeds().applied()).isEmpty();
            // PgBouncer gives its session of the server our start-up parameters before that, and in session mode clears it afterwards.
            assertThat(database.statements(mark)).extracting(ServerLog.Statement::sql)
                    .filteredOn(sql -> !sql.startsWith("SET DateStyle") && !sql.equals("DISCARD ALL")).hasSize(1);
        }
    }

    @Test
    void withoutTransactionsNothingIsMigrated() throws SQLException {
        try (PgBouncer pooler = PgBouncer.before(database, "statement")) {
            Failure failure = pooler.run().failsWith(Outcome.CONFIGURATION);

            assertThat(failure.message()).contains("pool_mode=statement");
            assertThat(Query.hasTable(database, "flyway_schema_history")).isFalse();
        }
    }

    /** Three by way of one PgBouncer, one direct: whoever comes late finds the work done. */
    @Test
    void migratorsThatStartAtOnceApplyEachMigrationOnce() throws Exception {
        try (PgBouncer pooler = PgBouncer.before(database, "transaction", "default_pool_size = 3")) {
            List<CompletableFuture<MigrationReport>> runs = Stream.of(pooler.run(), pooler.run(), MigratorRun.on(database), pooler.run())
                    .map(MigratorRun::start).toList();

            List<String> applied = runs.stream().flatMap(run -> MigratorRun.scripts(MigrationEnvironment.resultOf(run)).stream()).toList();

            assertThat(applied).hasSize(PACKAGED).doesNotHaveDuplicates();
            assertThat(Query.history(database)).hasSize(PACKAGED);
        }
    }

    @Test
    void whoeverHasTheSessionNextFindsNothingOfTheRun() throws SQLException {
        scripts.add("V1__settings.sql", """
                        SET search_path = pg_catalog; SET lock_timeout = '9s'; SET TIME ZONE 'Asia/Tokyo';
                        SELECT set_config('shop.tenant', 'nine', false);
                        CREATE TEMP TABLE t (id integer) ON COMMIT DROP;
                        """)
                .add("V2__hidden.sql", "DO $$ BEGIN SET work_mem = '9MB'; PERFORM pg_advisory_lock(4711); END $$;")
                .add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one;");
        try (PgBouncer pooler = PgBouncer.before(database, "transaction", ONE); Connection innocent = pooler.connect()) {
            List<String> before = state(innocent);

            assertThat(pooler.run(folder).applies()).containsExactly("V1__settings.sql", "V2__hidden.sql", "R__view.sql");

            assertThat(state(innocent)).filteredOn(line -> !before.contains(line)).isEmpty();
        }
    }

    @Test
    void whatABlockMakesInALentSessionGoesWithItsTransaction() throws SQLException {
        String hidden = """
                DO $$ BEGIN
                    CREATE TEMP TABLE hidden (id integer);
                    EXECUTE 'PREPARE hidden AS SELECT 1';
                    EXECUTE 'LISTEN hidden';
                END $$;
                """;
        scripts.add("V1__hidden.sql", hidden).add("V2__fails.sql", hidden + "SELECT 1/0;");
        try (PgBouncer pooler = PgBouncer.before(database, "transaction", ONE); Connection innocent = pooler.connect()) {
            pooler.run(folder).failsWith(Outcome.ROLLED_BACK);

            assertThat(Query.rows(innocent, """
                    SELECT to_regclass('pg_temp.hidden'), (SELECT count(*) FROM pg_prepared_statements WHERE name = 'hidden'),
                           (SELECT count(*) FROM pg_listening_channels())
                    """)).containsExactly("null|0|0");
        }
    }

    /** Whoever held the lock a moment ago may have committed after the statement that has it began. */
    @Test
    void aTransactionThatBeginsWithTheLockSeesWhatWasCommittedSince() throws SQLException {
        scripts.add("V1__note.sql", "CREATE TABLE note AS SELECT current_setting('transaction_isolation') AS isolation;");
        Query.executeAsSuperuser(database, "ALTER ROLE \"" + database.role() + "\" SET default_transaction_isolation = 'serializable'");
        try (PgBouncer pooler = PgBouncer.before(database, "transaction")) {
            pooler.run(folder).succeeds();

            assertThat(Query.rows(database, "SELECT isolation FROM note")).containsExactly("read committed");
        }
    }

    @Test
    void whoeverHasTheSessionAfterAFailureFindsNothingOfItEither() throws SQLException {
        scripts.add("V1__one.sql", "CREATE TABLE one ();")
                .add("V2__fails.sql", "SET work_mem = '9MB'; DO $$ BEGIN PERFORM pg_advisory_lock(4711); END $$; SELECT 1/0;");
        try (PgBouncer pooler = PgBouncer.before(database, "transaction", ONE); Connection innocent = pooler.connect()) {
            List<String> before = state(innocent);

            MigrationReport report = pooler.run(folder).reportsFailure(Outcome.ROLLED_BACK);

            assertThat(MigratorRun.scripts(report)).containsExactly("V1__one.sql");
            assertThat(report.to()).contains("1");
            assertThat(state(innocent)).filteredOn(line -> !before.contains(line)).isEmpty();
            assertThat(Query.history(database)).hasSize(1);
        }
    }

    @Test
    void aScriptThatCannotRunThereIsRefusedBeforeAnythingIsDone() throws SQLException {
        scripts.add("V1__one.sql", "CREATE TABLE one (id integer);").add("V2__index.sql", "CREATE INDEX CONCURRENTLY i ON one (id);");
        try (PgBouncer pooler = PgBouncer.before(database, "transaction")) {
            Failure failure = pooler.run(folder).failsWith(Outcome.CONFIGURATION);

            assertThat(failure.message()).contains("V2__index.sql", "MIGRATOR_POOLER=none", "PostgreSQL itself");
            assertThat(Query.hasTable(database, "one")).isFalse();
        }
        try (PgBouncer pooler = PgBouncer.before(database, "session")) {
            assertThat(pooler.run(folder).applies()).hasSize(2);
        }
    }

    @Test
    void aRoleIsTakenOnForTransactionsOnly() throws SQLException {
        scripts.add("V1__one.sql", "CREATE TABLE one (id integer);").add("V2__two.sql", "CREATE TABLE two (id integer);");
        try (OtherRole owner = OtherRole.of(database);
                PgBouncer pooler = PgBouncer.before(database, "transaction", ONE); Connection innocent = pooler.connect()) {
            Query.execute(database, "GRANT CREATE, USAGE ON SCHEMA public TO " + owner.identifier());
            List<String> before = state(innocent);
            MigratorRun run = pooler.run(folder).with("MIGRATOR_ROLE", owner.name());

            assertThat(run.applies()).hasSize(2);
            assertThat(run.applies()).isEmpty();
            assertThat(CommandRun.like(run, MigrationEnvironment::status).succeeds().version()).contains("2");

            assertThat(Query.rows(database, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")).containsExactly(owner.name());
            assertThat(state(innocent)).filteredOn(line -> !before.contains(line)).isEmpty();
        }
    }

    /** The process id that a pooler tells a client is not the server's. */
    @Test
    void whoIsInTheWayIsNamedWhereEachClientHasASessionOfItsOwn() throws Exception {
        scripts.add("V1__one.sql", "CREATE TABLE one (id integer);");
        MigratorRun.on(database, folder).succeeds();
        scripts.add("V2__name.sql", "ALTER TABLE one ADD COLUMN name text;");
        try (PgBouncer pooler = PgBouncer.before(database, "session"); Connection bot = database.connect()) {
            bot.setAutoCommit(false);
            Query.execute(bot, "LOCK TABLE one IN ACCESS SHARE MODE");
            String pid = Query.rows(bot, "SELECT pg_backend_pid()").get(0);

            Failure failure = pooler.run(folder).with("MIGRATOR_LOCK_TIMEOUT", "5s").with("MIGRATOR_LOCK_RETRIES", "0").failsWith(Outcome.LOCKED);

            assertThat(failure.message()).contains("It waited for a lock on one held by pid " + pid + " (");
        }
    }

    @Test
    void aLockThatIsNotFreeIsWaitedForInTransactionsOfTheirOwn() throws Exception {
        scripts.add("V1__one.sql", "CREATE TABLE one (id integer);").add("V2__two.sql", "ALTER TABLE one ADD COLUMN two integer;");
        try (PgBouncer pooler = PgBouncer.before(database, "transaction"); Connection bot = database.connect()) {
            pooler.run(folder).with("MIGRATOR_TO", "1").succeeds();
            bot.setAutoCommit(false);
            Query.execute(bot, "LOCK TABLE one");
            MigratorRun run = pooler.run(folder).with("MIGRATOR_LOCK_TIMEOUT", "100ms");
            assertThat(run.with("MIGRATOR_LOCK_RETRIES", "1").failsWith(Outcome.LOCKED).message()).contains("V2__two.sql");
            CompletableFuture<MigrationReport> waiting = run.with("MIGRATOR_LOCK_RETRIES", "1000").start();
            Migrators.execute(database, "ALTER TABLE one");

            bot.rollback();

            assertThat(MigratorRun.scripts(MigrationEnvironment.resultOf(waiting))).containsExactly("V2__two.sql");
        }
    }

    @Test
    void aRunIsCancelledThroughThePooler() throws Exception {
        scripts.add("V1__one.sql", "CREATE TABLE one (id integer);").add("V2__slow.sql", "CREATE TABLE two (id integer); SELECT pg_sleep(600);");
        try (PgBouncer pooler = PgBouncer.before(database, "transaction")) {
            CompletableFuture<MigrationReport> run = pooler.run(folder).start();
            Migrators.execute(database, "pg_sleep");

            run.cancel(true);

            assertThat(run).isCancelled();
            assertThat(Query.rows(database, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND state = 'active'"
                    + " AND pid <> pg_backend_pid()")).containsExactly("0");
            assertThat(MigratorsLock.isHeld(database)).isFalse();
            assertThat(Query.hasTable(database, "two")).isFalse();
            assertThat(Query.history(database)).hasSize(1);
        }
    }

    @Test
    void whatAlembicHasDoneIsAdoptedInOneTransaction() throws SQLException {
        try (PgBouncer pooler = PgBouncer.before(database, "transaction", ONE)) {
            MigratorRun.on(database).with("MIGRATOR_TO", "2").succeeds();
            Query.execute(database, """
                    DROP TABLE flyway_schema_history;
                    CREATE TABLE alembic_version (version_num varchar(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY);
                    INSERT INTO alembic_version VALUES ('1b95d36c8908');
                    """);

            MigrationReport report = pooler.run().succeeds();

            assertThat(report.adopted()).isPresent();
            assertThat(report.applied()).hasSize(2);
            assertThat(Query.history(database)).hasSize(PACKAGED);
            assertThat(MigratorsLock.isHeld(database)).isFalse();
        }
    }

    @Test
    void theCommandAdoptWorksToo() throws SQLException {
        try (PgBouncer pooler = PgBouncer.before(database, "transaction", ONE)) {
            MigratorRun.on(database).succeeds();
            Query.execute(database, "DROP TABLE flyway_schema_history");

            pooler.run().with("MIGRATOR_AT", "4").adopts();

            assertThat(Query.history(database)).hasSize(PACKAGED);
        }
    }

    @Test
    void undoIsRefused() throws SQLException {
        try (PgBouncer pooler = PgBouncer.before(database, "transaction", ONE)) {
            pooler.run().succeeds();
            Snapshot migrated = Snapshot.of(database);

            MigrationException refusal = CommandRun.like(pooler.run().with("MIGRATOR_TO", "3"), MigrationEnvironment::undo)
                    .failsWith(Outcome.CONFIGURATION);

            assertThat(refusal.failure().advice()).get().asString().contains("MIGRATOR_POOLER=none", "PostgreSQL itself");
            assertThat(Snapshot.of(database)).isEqualTo(migrated);
        }
    }

    /** Role, settings and locks of the one session of the server that there is. */
    private static List<String> state(Connection innocent) throws SQLException {
        return Query.rows(innocent, """
                SELECT pg_backend_pid()::text UNION ALL SELECT current_user
                UNION ALL SELECT coalesce(nullif(current_setting('shop.tenant', true), ''), 'unset')
                UNION ALL SELECT * FROM (SELECT name || '=' || setting FROM pg_settings
                                                 WHERE name <> 'application_name' AND name NOT LIKE 'plpgsql.%' ORDER BY name) AS settings
                UNION ALL SELECT 'lock ' || objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
                UNION ALL SELECT 'table ' || relname FROM pg_class WHERE relpersistence = 't'
                """);
    }
}
