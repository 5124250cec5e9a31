package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.AwaitReport;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.LogLines;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OtherRole;
import digital.market.migrator.testing.PgBouncer;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wait finds, what it waits for, and what it ends with. */
class AwaitTest {

    private static final String BEHIND = "Waiting for the migrations: The schema \"public\" is behind; pending: ";
    private static final String FAILED_ROW = "UPDATE flyway_schema_history SET success = false WHERE version = '4'";
    private static final String FROM_A_NEWER_IMAGE = """
            INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            VALUES (9, '9', 'later', 'SQL', 'V9__later.sql', 1, current_user, 1, true)
            """;

    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void newDatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void atHeadItIsOneConnectionAndOneQuery(Postgres postgres) throws SQLException {
        try (TestDatabase migrated = postgres.newDatabase()) {
            MigratorRun.on(migrated).succeeds();
            ServerLog.Mark mark = migrated.mark();

            AwaitReport report = CommandRun.like(MigratorRun.on(migrated), MigrationEnvironment::await).succeeds();

            assertThat(report.summary()).isEqualTo("Ready: schema public is at version 4.");
            assertThat(migrated.connections(mark)).hasSize(1);
            assertThat(migrated.statements(mark)).singleElement().satisfies(AwaitTest::onlyReads);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromAnEmptyDatabaseToHeadItSaysWhatIsMissingOnceEach(Postgres postgres) throws Exception {
        try (TestDatabase empty = postgres.newDatabase(); LogLines log = LogLines.capture()) {
            ServerLog.Mark mark = empty.mark();
            CompletableFuture<AwaitReport> gate = CommandRun.like(MigratorRun.on(empty), MigrationEnvironment::await).start();
            looks(empty, mark, 2);
            assertThat(empty.statements(mark)).allSatisfy(AwaitTest::onlyReads);

            MigratorRun.on(empty).with("MIGRATOR_TO", "2").succeeds();
            log.await(BEHIND + "V3, V4\\.");
            assertThat(gate).isNotDone();
            MigratorRun.on(empty).succeeds();

            assertThat(MigrationEnvironment.resultOf(gate).summary()).isEqualTo("Ready: schema public is at version 4.");
            // A look may fall between two migrations of a run, too.
            assertThat(log.all()).filteredOn(line -> line.startsWith("Waiting")).startsWith(BEHIND + "V1, V2, V3, V4.").doesNotHaveDuplicates();
        }
    }

    @Test
    void whatIsStillMissingInTheEndIsNamed() throws SQLException {
        MigratorRun.on(database).with("MIGRATOR_TO", "3").succeeds();

        AwaitReport report = endsWith(Outcome.PENDING, gate().with("MIGRATOR_AWAIT", "1s"));

        assertThat(report.summary()).isEqualTo("The schema \"public\" is behind; pending: V4. Waited 1 s. "
                + "Look what became of whoever migrates it; MIGRATOR_AWAIT says how long to wait.");
        assertThat(report.version()).contains("3");
        assertThat(report.pending()).containsExactly("V4__payment_type.sql");
    }

    @Test
    void withoutTimeItLooksOnce() {
        ServerLog.Mark mark = database.mark();

        AwaitReport report = endsWith(Outcome.PENDING, gate().with("MIGRATOR_AWAIT", "0s"));

        assertThat(report.failure().orElseThrow().message()).isEqualTo("The schema \"public\" is behind; pending: V1, V2, V3, V4.");
        assertThat(database.connections(mark)).hasSize(1);
    }

    @Test
    void aVersionThatIsAskedForIsEnoughAndSoIsANewerOne() {
        MigratorRun.on(database).with("MIGRATOR_TO", "3").succeeds();

        assertThat(gate().with("MIGRATOR_TO", "3").succeeds().summary()).isEqualTo("Ready: schema public is at version 3.");
        assertThat(gate().with("MIGRATOR_TO", "2").succeeds().version()).contains("3");
        assertThat(gate().with("MIGRATOR_TO", "7").failsWith(Outcome.CONFIGURATION)).hasMessageContaining("the catalog has no such version");
    }

    @Test
    void aheadIsBeyondUnlessThatIsForbidden() throws SQLException {
        MigratorRun.on(database).succeeds();
        Query.execute(database, FROM_A_NEWER_IMAGE);

        assertThat(gate().succeeds().summary()).isEqualTo("Ready: schema public is ahead of these scripts, which do not know V9.");
        assertThat(endsWith(Outcome.AHEAD, gate().with("MIGRATOR_AHEAD", "fail")).ahead()).containsExactly("V9");
    }

    /** An undo and an offline script write such a row before they begin; and somebody may repair it. */
    @Test
    void aFailedRowIsWaitedForUntilItIsMended() throws Exception {
        MigratorRun.on(database).succeeds();
        Query.execute(database, FAILED_ROW);
        try (LogLines log = LogLines.capture()) {
            CompletableFuture<AwaitReport> gate = gate().start();
            log.await("Waiting for the migrations: V4__payment_type.sql stopped half-way .*");
            assertThat(gate).isNotDone();

            Query.execute(database, FAILED_ROW.replace("false", "true"));

            assertThat(MigrationEnvironment.resultOf(gate).outcome()).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void aHistoryThatStaysDivergedIsToldAsThat() throws SQLException {
        MigratorRun.on(database).succeeds();
        Query.execute(database, FAILED_ROW);

        assertThat(endsWith(Outcome.DIVERGED, gate().with("MIGRATOR_AWAIT", "300ms")).summary())
                .contains("stopped half-way", "repair --yes").endsWith("Waited 300 ms.");
    }

    @Test
    void aDatabaseThatIsMadeMeanwhileIsWaitedFor() throws Exception {
        String name = database.name() + "_later";
        MigratorRun run = MigratorRun.on(database).with("DB_NAME", name);
        try (LogLines log = LogLines.capture()) {
            CompletableFuture<AwaitReport> gate = CommandRun.like(run, MigrationEnvironment::await).start();
            log.await("Waiting for the database: .* database \"" + name + "\" does not exist\\.");
            Query.executeAsSuperuser(database, "CREATE DATABASE \"" + name + "\" OWNER \"" + database.role() + "\" TEMPLATE template0");
            run.succeeds();

            assertThat(MigrationEnvironment.resultOf(gate).version()).contains("4");
        } finally {
            Query.executeAsSuperuser(database, "DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)");
        }
    }

    @Test
    void aDatabaseThatIsNeverMadeIsMissing() {
        AwaitReport report = endsWith(Outcome.DENIED, gate().with("DB_NAME", "nowhere").with("MIGRATOR_AWAIT", "1s"));

        assertThat(report.failure().orElseThrow().message()).endsWith("database \"nowhere\" does not exist. Waited 1 s.");
    }

    @Test
    void aSchemaThatIsMissingIsOneThatIsBehind() {
        assertThat(endsWith(Outcome.PENDING, gate().with("MIGRATOR_SCHEMA", "nowhere").with("MIGRATOR_AWAIT", "0s")).pending()).hasSize(4);
    }

    @Test
    void aPasswordThatIsWrongIsSentOnce() throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.passesOnTo(database))) {
            MigrationException failure = gate().with("DATABASE_URL", through(relay)).with("DB_PASSWORD", "wrong").failsWith(Outcome.DENIED);

            assertThat(failure.failure().advice()).get().asString().contains("MIGRATOR_AUTH_GRACE");
            assertThat(failure).hasMessageNotContaining("Waited");
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRoleThatComesWithinTheGraceIsWaitedFor() throws Exception {
        MigratorRun.on(database).succeeds();
        Query.executeAsSuperuser(database, "ALTER ROLE \"" + database.role() + "\" NOLOGIN");
        try (LogLines log = LogLines.capture()) {
            CompletableFuture<AwaitReport> gate = gate().with("MIGRATOR_AUTH_GRACE", "1m").start();
            log.await("Waiting for the database: .* is not permitted to log in\\.");
            Query.executeAsSuperuser(database, "ALTER ROLE \"" + database.role() + "\" LOGIN");

            assertThat(MigrationEnvironment.resultOf(gate).outcome()).isEqualTo(Outcome.DONE);
        }
    }

    /** The grants may be part of what is waited for. */
    @Test
    void aRoleNeedsNoMoreThanToReadTheHistoryAndIsWaitedForUntilItMay() throws Exception {
        try (TestDatabase owner = Postgres.V18.newDatabase(); LogLines log = LogLines.capture()) {
            CommandRun<AwaitReport> reader = CommandRun.like(MigratorRun.on(owner), MigrationEnvironment::await)
                    .with("DB_USER", database.role()).with("DB_PASSWORD", database.password());
            String grants = "GRANT USAGE ON SCHEMA \"public\" TO \"%1$s\"; and GRANT SELECT ON \"public\".\"flyway_schema_history\" TO \"%1$s\""
                    .formatted(database.role());
            MigratorRun.on(owner).succeeds();
            assertThat(endsWith(Outcome.DENIED, reader.with("MIGRATOR_AWAIT", "0s")).summary()).contains("permission denied", grants);
            CompletableFuture<AwaitReport> gate = reader.start();
            log.await("Waiting for the migrations: .* permission denied for schema public\\.");
            assertThat(gate).isNotDone();

            Query.execute(owner, grants.replace("; and", ";"));

            assertThat(MigrationEnvironment.resultOf(gate).version()).contains("4");
            assertThat(reader.with("MIGRATOR_DRIFT", "fail").succeeds().drift()).contains(List.of());
        }
    }

    @Test
    void itNeedsNoLockAndTakesNone() throws Exception {
        ScriptFolder scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();");
        MigratorRun.on(database, folder).succeeds();
        try (Connection holder = database.connect()) {
            Query.execute(holder, "SELECT pg_advisory_lock(" + MigratorsLock.KEY + ")");
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE one; SELECT FROM flyway_schema_history FOR UPDATE; LOCK TABLE flyway_schema_history IN EXCLUSIVE MODE");
            ServerLog.Mark mark = database.mark();

            assertThat(gate(folder).succeeds().version()).contains("1");
            scripts.add("V2__two.sql", "CREATE TABLE two ();");
            endsWith(Outcome.PENDING, gate(folder).with("MIGRATOR_AWAIT", "0s"));

            assertThat(database.statements(mark)).hasSize(2).allSatisfy(AwaitTest::onlyReads);
        }
    }

    @Test
    void aHistoryThatIsLockedIsWaitedFor() throws Exception {
        MigratorRun.on(database).succeeds();
        try (Connection holder = database.connect(); LogLines log = LogLines.capture()) {
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE flyway_schema_history");
            CommandRun<AwaitReport> gate = gate().with("MIGRATOR_LOCK_TIMEOUT", "100ms");
            endsWith(Outcome.LOCKED, gate.with("MIGRATOR_AWAIT", "0s"));
            CompletableFuture<AwaitReport> waiting = gate.start();
            log.await("Waiting for the migrations: .* lock timeout\\.");

            holder.rollback();

            assertThat(MigrationEnvironment.resultOf(waiting).version()).contains("4");
        }
    }

    /** Fifty pods that wait are not fifty connections. */
    @Test
    void whileItPausesItHoldsNoConnection() throws Exception {
        List<CompletableFuture<AwaitReport>> gates = Stream.generate(() -> gate().start()).limit(8).toList();
        ServerLog.Mark mark = database.mark();
        looks(database, mark, 3 * gates.size());

        Eventually.holds("nobody is connected", () -> Migrators.sessions(database).isEmpty());
        assertThat(gates).noneMatch(CompletableFuture::isDone);

        MigratorRun.on(database).succeeds();
        assertThat(gates).allSatisfy(gate -> assertThat(MigrationEnvironment.resultOf(gate).version()).contains("4"));
        Migrators.areGone(database);
    }

    @Test
    void aConnectionThatIsLostIsOpenedAgain() throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.passesOnTo(database)); LogLines log = LogLines.capture()) {
            CompletableFuture<AwaitReport> gate = gate().with("DATABASE_URL", through(relay)).start();
            log.await(BEHIND + ".*");
            relay.now(TcpRelay.hangsUp());
            log.await("Waiting for the database: .* does not answer: .*");
            relay.now(TcpRelay.refuses("53300", "sorry, too many clients already"));
            log.await("Waiting for the database: .* too many clients already\\.");
            relay.now(TcpRelay.passesOnTo(database));
            Eventually.holds("it waits for the migrations again", () -> log.all().stream().filter(line -> line.startsWith(BEHIND)).count() == 2);

            MigratorRun.on(database).succeeds();

            assertThat(MigrationEnvironment.resultOf(gate).version()).contains("4");
        }
    }

    @Test
    void aDatabaseThatHasAnsweredAndDoesNotInTheEndIsToldByItsLastAnswer() throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.first(TcpRelay.passesOnTo(database), TcpRelay.hangsUp()))) {
            AwaitReport report = endsWith(Outcome.PENDING, gate().with("DATABASE_URL", through(relay)).with("MIGRATOR_AWAIT", "5s"));

            assertThat(report.failure().orElseThrow().message()).startsWith("The schema \"public\" is behind; pending: V1, V2, V3, V4. "
                    + "By now " + database.role() + "@").contains("does not answer").endsWith("Waited 5 s.");
        }
    }

    @Test
    void aDatabaseThatNeverAnswersIsUnreachable() {
        AwaitReport report = endsWith(Outcome.UNREACHABLE, new CommandRun<>(Map.of("DATABASE_URL", "postgresql://bot@127.0.0.1:1/shop",
                "MIGRATOR_AWAIT", "1s", "MIGRATOR_WAIT", "10m"), MigrationEnvironment::await));

        assertThat(report.summary()).startsWith("bot@127.0.0.1:1/shop does not answer: ")
                .endsWith("Waited 1 s. Check that the server runs and that host and port are right; MIGRATOR_AWAIT says how long to wait.");
    }

    @Test
    void soIsOneThatAcceptsAndSaysNothing() throws Exception {
        try (TcpRelay silent = TcpRelay.that(client -> { })) {
            assertThat(endsWith(Outcome.UNREACHABLE, gate().with("DATABASE_URL", through(silent)).with("MIGRATOR_AWAIT", "1s")).summary())
                    .contains("no answer in time");
        }
    }

    @Test
    void aServerThatFallsSilentDuringALookIsAskedAgain() throws Exception {
        MigratorRun.on(database).succeeds();
        try (TcpRelay relay = TcpRelay.that(TcpRelay.first(client -> { }, TcpRelay.passesOnTo(database)))) {
            assertThat(gate().with("DATABASE_URL", through(relay)).succeeds().version()).contains("4");
            assertThat(relay.connections()).isEqualTo(2);
        }
    }

    @Test
    void driftIsLookedForWhereItIsAFailureAndIsNotWaitedFor() throws SQLException {
        MigratorRun.on(database).succeeds();
        CommandRun<AwaitReport> gate = gate().with("MIGRATOR_DRIFT", "fail");
        assertThat(gate.succeeds().summary()).isEqualTo("Ready: schema public is at version 4, and it looks as it should.");

        Query.execute(database, "ALTER TABLE users ADD COLUMN phone text");

        AwaitReport report = endsWith(Outcome.DRIFT, gate);
        assertThat(report.failure().orElseThrow().message()).isEqualTo("The schema \"public\" is not what it should be: 1 difference.");
        assertThat(report.lines()).containsExactly("unexpected  column users.phone text");
        for (String setting : List.of("warn", "ignore")) {
            assertThat(gate.with("MIGRATOR_DRIFT", setting).succeeds().drift()).isEmpty();
        }
    }

    @Test
    void whatIsAheadIsNotCompared() throws SQLException {
        MigratorRun.on(database).succeeds();
        Query.execute(database, FROM_A_NEWER_IMAGE);
        Query.execute(database, "ALTER TABLE users ADD COLUMN phone text");

        AwaitReport report = gate().with("MIGRATOR_DRIFT", "fail").succeeds();

        assertThat(report.drift()).isEmpty();
        assertThat(report.header().notes()).containsExactly("the schema is not compared, since the database is ahead of what it should be");
    }

    @Test
    void aTargetFileThatCannotBeReadEndsItAtOnce() {
        assertThat(gate().with("MIGRATOR_DRIFT", "fail").with("MIGRATOR_TARGET", folder.resolve("none.txt").toString())
                .failsWith(Outcome.CONFIGURATION)).hasMessageContaining("none.txt");
    }

    @Test
    void aRepeatableWhoseTextHasChangedIsWaitedForUnlessItChangesInEachRun() {
        ScriptFolder scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (at text);")
                .add("R__run.sql", "INSERT INTO one VALUES ('${flyway:timestamp}');");
        assertThat(endsWith(Outcome.PENDING, gate(folder).with("MIGRATOR_AWAIT", "0s")).pending()).containsExactly("V1__one.sql", "R__run.sql");
        MigratorRun.on(database, folder).succeeds();
        assertThat(gate(folder).succeeds().pending()).isEmpty();

        scripts.add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one;");
        assertThat(endsWith(Outcome.PENDING, gate(folder).with("MIGRATOR_AWAIT", "0s")).pending()).containsExactly("R__view.sql");
        MigratorRun.on(database, folder).succeeds();
        scripts.add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one, 2 AS two;");
        assertThat(endsWith(Outcome.PENDING, gate(folder).with("MIGRATOR_AWAIT", "0s")).pending()).containsExactly("R__view.sql");
    }

    @Test
    void whereThereAreNoScriptsThereIsNothingToWaitFor() {
        assertThat(gate(folder).failsWith(Outcome.EMPTY_CATALOG)).hasMessageContaining(folder.toString());
    }

    @Test
    void aScriptThatBreaksARuleEndsAWaitForAServer() throws Exception {
        Files.writeString(folder.resolve("V1.sql"), "CREATE TABLE one ();");

        gate(folder).with("DATABASE_URL", "postgresql://bot@127.0.0.1:1/shop").failsWith(Outcome.CONFIGURATION);
    }

    @Test
    void aTimeThatIsNoneIsRefusedWithAnExample() {
        CommandRun<AwaitReport> gate = gate().with("MIGRATOR_AWAIT", "10");

        assertThat(catchThrowableOfType(MigrationException.class, gate::start)).hasMessage("MIGRATOR_AWAIT is \"10\": a duration needs a unit, for example 10s.")
                .extracting(MigrationException::outcome).isEqualTo(Outcome.CONFIGURATION);
    }

    @Test
    void cancelledItSaysWhatItWaitedFor() throws Exception {
        try (LogLines log = LogLines.capture()) {
            CompletableFuture<AwaitReport> gate = gate().start();
            log.await(BEHIND + ".*");

            assertThat(gate.cancel(true)).isTrue();

            assertThat(gate).isCancelled();
            MigrationException end = catchThrowableOfType(MigrationException.class, () -> MigrationEnvironment.resultOf(gate));
            assertThat(end.outcome()).isEqualTo(Outcome.TERMINATED);
            assertThat(end).hasMessage("The run was cancelled while it waited for the migrations "
                    + "(The schema \"public\" is behind; pending: V1, V2, V3, V4); nothing was changed.");
            Migrators.areGone(database);
        }
    }

    /** It would have nothing to roll back. */
    @Test
    void nobodyWaitsForALookThatIsCancelledBeforeTheServerAnswers() throws Exception {
        try (TcpRelay relay = TcpRelay.that(TcpRelay.first(TcpRelay.passesOnTo(database), client -> { }))) {
            CompletableFuture<AwaitReport> gate = gate().with("DATABASE_URL", through(relay)).start();
            Eventually.holds("it looks again, and has no answer", () -> relay.connections() == 2);

            gate.cancel(true);

            assertThat(gate).isCancelled();
            assertThat(Thread.getAllStackTraces().keySet()).as("the look goes on").anyMatch(thread -> thread.getName().equals("migration"));
        }
        Migrators.threadsAreGone();
    }

    @Test
    void theDeadlineOfTheWholeRunEndsItWithWhatItWaitedFor() {
        MigrationException failure = gate().with("MIGRATOR_DEADLINE", "5s").failsWith(Outcome.PENDING);

        assertThat(failure).hasMessage("MIGRATOR_DEADLINE (5 s) was over while it waited for the migrations "
                + "(The schema \"public\" is behind; pending: V1, V2, V3, V4); nothing was changed.");
    }

    @Test
    void soItDoesWhileItLooksAgain() throws Exception {
        new ScriptFolder(folder).add("V1__one.sql", "SELECT 1;");
        MigratorRun.on(database, folder).succeeds();
        new ScriptFolder(folder).add("V2__two.sql", "SELECT 2;");
        try (TcpRelay relay = TcpRelay.that(TcpRelay.passesOnTo(database)); Connection holder = database.connect()) {
            CompletableFuture<AwaitReport> gate = CommandRun.like(MigratorRun.on(database, folder), MigrationEnvironment::await)
                    .with("DATABASE_URL", through(relay)).with("MIGRATOR_LOCK_TIMEOUT", "none").with("MIGRATOR_DEADLINE", "6s").start();
            Eventually.holds("it has looked", () -> relay.connections() >= 2);
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE flyway_schema_history");
            Migrators.execute(database, "flyway_schema_history");

            MigrationException failure = catchThrowableOfType(MigrationException.class, () -> MigrationEnvironment.resultOf(gate));

            assertThat(failure).hasMessage("MIGRATOR_DEADLINE (6 s) was over while it waited for the migrations "
                    + "(The schema \"public\" is behind; pending: V2); nothing was changed.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "session", "statement"})
    void behindAPoolerItReadsInTheRoleOfTheRunAndLeavesNothing(String mode) throws SQLException {
        ScriptFolder scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id integer);");
        try (OtherRole owner = OtherRole.of(database); PgBouncer pooler = PgBouncer.before(database, mode, "default_pool_size = 1")) {
            Query.execute(database, "GRANT CREATE, USAGE ON SCHEMA public TO " + owner.identifier());
            MigratorRun.on(database, folder).with("MIGRATOR_ROLE", owner.name()).succeeds();
            Query.executeAsSuperuser(database, "REVOKE ALL ON flyway_schema_history FROM \"" + database.role() + "\"");
            CommandRun<AwaitReport> gate = CommandRun.like(pooler.run(folder).with("MIGRATOR_ROLE", owner.name()), MigrationEnvironment::await);

            assertThat(gate.succeeds().version()).contains("1");
            scripts.add("V2__two.sql", "CREATE TABLE two (id integer);");
            endsWith(Outcome.PENDING, gate.with("MIGRATOR_AWAIT", "0s"));

            try (Connection innocent = pooler.connect()) {
                assertThat(Query.rows(innocent, "SELECT current_user = session_user, current_setting('role')")).containsExactly("t|none");
            }
        }
    }

    private CommandRun<AwaitReport> gate() {
        return CommandRun.like(MigratorRun.on(database), MigrationEnvironment::await);
    }

    private CommandRun<AwaitReport> gate(Path scripts) {
        return CommandRun.like(MigratorRun.on(database, scripts), MigrationEnvironment::await);
    }

    private static AwaitReport endsWith(Outcome outcome, CommandRun<AwaitReport> gate) {
        return (AwaitReport) gate.failsWith(outcome).report().orElseThrow();
    }

    private String through(TcpRelay relay) {
        return database.url().replace(":" + database.server().port() + "/", ":" + relay.port() + "/");
    }

    private static void looks(TestDatabase database, ServerLog.Mark mark, int times) {
        Eventually.holds("it has looked " + times + " times", () -> database.connections(mark).size() >= times);
    }

    private static void onlyReads(ServerLog.Statement statement) {
        String sql = statement.sql().replace("/*NO LOAD BALANCE*/", "").replaceFirst("LOCK TABLE \\S+ IN ACCESS SHARE MODE;", "").strip();
        assertThat(sql).matches("(?s)SELECT (?!.*(lock|LOCK|FOR (UPDATE|SHARE))).*");
        assertThat(sql.split(";")).allSatisfy(one -> assertThat(one.strip()).startsWith("SELECT "));
    }
}
