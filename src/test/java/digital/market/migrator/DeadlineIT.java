package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before Kubernetes deletes a pod with its log and its message, the migrator ends by itself and says why. */
class DeadlineIT {

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    private Path message;
    private ScriptFolder scripts;
    private TestDatabase database;

    @BeforeEach
    void makeADatabaseAndAScript() throws IOException {
        database = Postgres.V18.newDatabase();
        message = Files.writeString(folder.resolve("termination-log"), "");
        scripts = new ScriptFolder(folder.resolve("scripts")).add("V1__one.sql", "CREATE TABLE one ();")
                .add("V2__two.sql", "CREATE TABLE two (); SELECT pg_sleep(600);");
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void aLongStatementIsRolledBackAndTheTerminationLogSaysWhy() throws Exception {
        ProgramRun run = program.run(with(Map.of("MIGRATOR_DEADLINE", "15s"))).exitedWith(15);

        assertThat(run.stdout()).contains("✓ V1  one");
        assertThat(Files.readString(message)).startsWith("{\"message\":\"MIGRATOR_DEADLINE (15 s) was over while V2__two.sql ran; "
                + "what was not finished is rolled back.").contains("\"outcome\":\"rolled-back\",\"exitCode\":15");
        assertThat(Query.history(database)).hasSize(1);
        assertThat(Query.hasTable(database, "two")).isFalse();
        Migrators.areGone(database);
    }

    @Test
    void whileTheServerSaysNothing() throws Exception {
        try (TcpRelay silent = TcpRelay.that(client -> { })) {
            program.run(with(Map.of("MIGRATOR_DEADLINE", "1s", "DATABASE_URL", "postgresql://bot@127.0.0.1:" + silent.port() + "/shop")))
                    .exitedWith(11);

            assertThat(Files.readString(message)).startsWith("{\"message\":\"MIGRATOR_DEADLINE (1 s) was over while it waited for the database; "
                    + "nothing was done.");
        }
    }

    @Test
    void aSignalThatComesFirstIsTheReason() throws Exception {
        try (RunningProgram running = program.start(with(Map.of("MIGRATOR_DEADLINE", "1m")))) {
            Migrators.execute(database, "pg_sleep");

            running.signal("TERM");

            running.await().exitedWith(143);
            Migrators.areGone(database);
        }
    }

    /** A process that is killed says nothing to the server: the server has to see by itself that nobody waits for the answer. */
    @Test
    void theStatementOfAKilledMigratorEndsByItselfAndTheNextRunGoesOn() throws Exception {
        try (RunningProgram running = program.start(with(Map.of()))) {
            Migrators.execute(database, "pg_sleep");
            running.signal("KILL");
            running.await();
        }

        Eventually.holds("the server has ended the statement", () -> Migrators.sessions(database).isEmpty());
        assertThat(MigratorsLock.isHeld(database)).isFalse();
        assertThat(Query.hasTable(database, "two")).isFalse();
        scripts.add("V2__two.sql", "CREATE TABLE two ();");
        program.run(with(Map.of())).exitedWith(0);
        assertThat(Query.history(database)).hasSize(2);
    }

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(database.environment());
        all.put("MIGRATOR_LOCATIONS", "filesystem:" + scripts.path());
        all.put("MIGRATOR_TERMINATION_LOG", message.toString());
        all.putAll(more);
        return all;
    }
}
