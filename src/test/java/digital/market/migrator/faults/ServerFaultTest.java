package digital.market.migrator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.AwaitReport;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.LogLines;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PrivateServer;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server goes, comes back, is full, only reads, or is another one. */
@Tag("faults")
class ServerFaultTest {

    private static final String APPLIED = "SELECT string_agg(version, ',' ORDER BY installed_rank) FROM flyway_schema_history WHERE success";

    @TempDir
    Path folder;

    @Test
    void aServerThatIsStartedMeanwhileIsFound() throws Exception {
        try (PrivateServer server = PrivateServer.with()) {
            server.stop();

            CompletableFuture<MigrationReport> run = new MigratorRun(server.environment()).start();
            assertThat(run).isNotDone();
            server.start();

            assertThat(MigratorRun.scripts(run.join())).hasSize(4);
        }
    }

    @Test
    void aServerThatCrashesInAStatementIsWaitedForAndTheRunGoesOn() throws Exception {
        goesOnAfter(server -> {
            server.crash();
            server.start();
        });
    }

    @Test
    void aServerThatIsRestartedInAStatementIsWaitedForAndTheRunGoesOn() throws Exception {
        goesOnAfter(server -> {
            server.stop();
            server.start();
        });
    }

    /** The password is rotated while a migration runs: what connects from then on has the new one. */
    @Test
    void aPasswordThatIsRotatedDuringAMigrationIsReadAnewWhenTheConnectionIsLost() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "secret");
        try (PrivateServer server = PrivateServer.with(); Connection superuser = server.asSuperuser()) {
            CompletableFuture<MigrationReport> run = inV2(server, Map.of("DB_PASSWORD_FILE", password.toString()));
            Query.execute(superuser, "ALTER ROLE shop PASSWORD 'another'");
            Files.writeString(password, "another");
            server.crash();
            server.start();

            assertThat(MigratorRun.scripts(run.join())).hasSize(3);
        }
    }

    @Test
    void aPasswordThatIsRotatedDuringAMigrationDoesNotKeepItFromBeingCancelled() throws Exception {
        try (PrivateServer server = PrivateServer.with(); Connection superuser = server.asSuperuser()) {
            CompletableFuture<MigrationReport> run = inV2(server, Map.of());
            Query.execute(superuser, "ALTER ROLE shop PASSWORD 'another'");

            assertThat(run.cancel(true)).isTrue();

            assertThat(server.rows(APPLIED)).containsExactly("1");
        }
    }

    @Test
    void aServerThatDoesNotComeBackEndsTheRunWithWhatItHadDone() throws Exception {
        try (PrivateServer server = PrivateServer.with()) {
            CompletableFuture<MigrationReport> run = inV2(server, Map.of("MIGRATOR_WAIT", "2s"));
            server.crash();

            assertThat(run).failsWithin(Duration.ofMinutes(1)).withThrowableThat().havingCause()
                    .isInstanceOfSatisfying(MigrationException.class, e -> {
                        assertThat(e.outcome()).isEqualTo(Outcome.UNREACHABLE);
                        assertThat(MigratorRun.scripts(e.report().orElseThrow())).containsExactly("V1__one.sql");
                    });
            server.start();
            assertThat(new MigratorRun(Map.copyOf(with(server, Map.of()))).applies()).containsExactly("V2__gate.sql", "V3__three.sql");
        }
    }

    @Test
    void aServerWithoutAFreeConnectionIsWaitedFor() throws Exception {
        try (PrivateServer server = PrivateServer.with("max_connections = 6", "superuser_reserved_connections = 3")) {
            List<Connection> all = new ArrayList<>();
            try {
                Eventually.holds("three connections are taken", () -> takeOne(server, all) == 3);
                CompletableFuture<MigrationReport> run = new MigratorRun(server.environment()).start();
                assertThat(run).isNotDone();
                closeAll(all);

                assertThat(MigratorRun.scripts(run.join())).hasSize(4);
            } finally {
                closeAll(all);
            }
        }
    }

    @Test
    void aPrimaryThatOnlyReadsIsNotWaitedFor() throws Exception {
        try (PrivateServer server = PrivateServer.with(); Connection superuser = server.asSuperuser()) {
            Query.execute(superuser, "ALTER DATABASE shop SET default_transaction_read_only = on");

            Failure failure = new MigratorRun(server.environment()).failsWith(Outcome.DENIED);

            assertThat(failure.advice()).get().asString().contains("ALTER DATABASE \"shop\" RESET default_transaction_read_only");
        }
    }

    @Test
    void aStandbyIsWaitedForUntilItIsThePrimary() throws Exception {
        try (PrivateServer primary = PrivateServer.with(); PrivateServer standby = primary.stopAndCopyToStandby()) {
            CompletableFuture<MigrationReport> run = new MigratorRun(standby.environment()).start();
            Eventually.holds("the run has been on the standby", () -> run.isDone()
                    || !standby.rows("SELECT FROM pg_stat_database WHERE datname = 'shop' AND xact_rollback > 0").isEmpty());
            assertThat(run).isNotDone();
            standby.rows("SELECT pg_promote()");

            assertThat(MigratorRun.scripts(run.join())).hasSize(4);
        }
    }

    @Test
    void aStandbyThatStaysOneEndsTheRunOnceTheWaitIsOver() throws Exception {
        try (PrivateServer primary = PrivateServer.with(); PrivateServer standby = primary.stopAndCopyToStandby()) {
            Failure failure = new MigratorRun(standby.environment()).with("MIGRATOR_WAIT", "2s").failsWith(Outcome.UNREACHABLE);

            assertThat(failure.message()).contains("is a standby, and there is something to be written");
        }
    }

    @Test
    void aStandbyAtHeadIsGoodEnoughWhereThereIsNothingToDo() throws Exception {
        try (PrivateServer primary = PrivateServer.with()) {
            new MigratorRun(primary.environment()).succeeds();
            try (PrivateServer standby = primary.stopAndCopyToStandby()) {
                assertThat(new MigratorRun(standby.environment()).applies()).isEmpty();
            }
        }
    }

    @Test
    void aStandbyIsGoodEnoughForWhoeverOnlyWaits() throws Exception {
        try (PrivateServer primary = PrivateServer.with()) {
            new MigratorRun(primary.environment()).with("MIGRATOR_TO", "3").succeeds();
            try (PrivateServer standby = primary.stopAndCopyToStandby()) {
                CommandRun<AwaitReport> gate = new CommandRun<>(standby.environment(), MigrationEnvironment::await);

                gate.with("MIGRATOR_AWAIT", "0s").failsWith(Outcome.PENDING);
                assertThat(gate.with("MIGRATOR_TO", "3").succeeds().version()).contains("3");
            }
        }
    }

    @Test
    void aServerThatIsRestartedWhileSomebodyWaitsIsAskedAgain() throws Exception {
        try (PrivateServer server = PrivateServer.with(); LogLines log = LogLines.capture()) {
            CompletableFuture<AwaitReport> gate = new CommandRun<>(server.environment(), MigrationEnvironment::await).start();
            log.await("Waiting for the migrations: .*");
            server.crash();
            log.await("Waiting for the database: .*");
            server.start();
            new MigratorRun(server.environment()).succeeds();

            assertThat(gate.join().version()).contains("4");
        }
    }

    @Test
    void theHostThatHasBecomeThePrimaryIsFound() throws Exception {
        try (PrivateServer primary = PrivateServer.with(); PrivateServer standby = primary.stopAndCopyToStandby()) {
            String both = "postgresql://shop:secret@127.0.0.1:" + primary.port() + ",127.0.0.1:" + standby.port()
                    + "/shop?target_session_attrs=read-write";
            CompletableFuture<MigrationReport> run = new MigratorRun(Map.of("DATABASE_URL", both)).start();
            assertThat(run).isNotDone();
            standby.rows("SELECT pg_promote()");

            assertThat(MigratorRun.scripts(run.join())).hasSize(4);
            assertThat(standby.rows(APPLIED)).containsExactly("1,2,3,4");
        }
    }

    private interface Fault {

        void happensTo(PrivateServer server) throws Exception;
    }

    private void goesOnAfter(Fault fault) throws Exception {
        try (PrivateServer server = PrivateServer.with()) {
            CompletableFuture<MigrationReport> run = inV2(server, Map.of());

            fault.happensTo(server);

            MigrationReport report = run.join();
            assertThat(MigratorRun.scripts(report)).containsExactly("V1__one.sql", "V2__gate.sql", "V3__three.sql");
            assertThat(report.from()).isEmpty();
            assertThat(server.rows(APPLIED)).containsExactly("1,2,3");
        }
    }

    /** A run that is in the middle of V2, which does not get on before the server is another one. */
    private CompletableFuture<MigrationReport> inV2(PrivateServer server, Map<String, String> more) throws Exception {
        new ScriptFolder(folder.resolve("scripts")).add("V1__one.sql", "CREATE TABLE one ();")
                .add("V2__gate.sql", "CREATE TABLE two (); " + server.untilRestarted()).add("V3__three.sql", "CREATE TABLE three ();");
        CompletableFuture<MigrationReport> run = new MigratorRun(Map.copyOf(with(server, more))).start();
        Eventually.holds("the run is in V2", server::isWaitedOn);
        return run;
    }

    private Map<String, String> with(PrivateServer server, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(server.environment());
        all.put("MIGRATOR_LOCATIONS", "filesystem:" + folder.resolve("scripts"));
        all.putAll(more);
        return all;
    }

    /** Those that made the server may still have theirs for a moment. */
    private static int takeOne(PrivateServer server, List<Connection> taken) throws SQLException {
        try {
            taken.add(server.connect());
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("53300");
        }
        return taken.size();
    }

    private static void closeAll(List<Connection> connections) throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
