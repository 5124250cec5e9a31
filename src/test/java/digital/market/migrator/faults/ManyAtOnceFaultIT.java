package digital.market.migrator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrators that are started together, as the replicas of a deployment start them, all succeed, and do everything once. */
@Tag("faults")
class ManyAtOnceFaultIT {

    private static final int HEAD = 4;
    /** So many processes on two processors take a while. */
    private static final Duration LONGEST = Duration.ofMinutes(8);
    private static final Pattern APPLIED = Pattern.compile("✓ (V\\d+) ");

    private final Program program = Program.packaged().light();

    @ParameterizedTest
    @ValueSource(ints = {0, 2, HEAD})
    void fiftyDoOnceWhatIsToBeDone(int version) throws SQLException {
        Recovery recovery = Recovery.ofPackaged();
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            database.clear();
            if (version > 0) {
                MigratorRun.on(database).with("MIGRATOR_TO", String.valueOf(version)).succeeds();
            }

            List<ProgramRun> runs = await(start(50, database.environment()));

            report("50 at once at version " + version, runs);
            assertThat(runs).allSatisfy(run -> run.exitedWith(0));
            assertThat(runs.stream().flatMap(run -> APPLIED.matcher(run.stdout()).results()).map(MatchResult::group).map(String::strip))
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(version + 1, HEAD).mapToObj(v -> "✓ V" + v).toList());
            assertThat(DatabaseContent.of(database).differencesTo(recovery.head())).isEmpty();
        }
    }

    /** Others have all connections until somebody was refused. */
    @Test
    void moreThanThereAreConnectionsWaitForOne() throws SQLException {
        int many = program.isNative() ? 200 : 60;
        Recovery recovery = Recovery.ofPackaged();
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            database.clear();
            MigratorRun.on(database).succeeds();
            List<Connection> others = takeAllConnections(database);
            ServerLog.Mark mark = database.mark();
            Map<String, String> patient = new HashMap<>(database.environment());
            patient.put("MIGRATOR_WAIT", "10m");

            List<RunningProgram> running = start(many, patient);
            Eventually.within(LONGEST, "somebody waits", () -> running.stream().anyMatch(one -> one.stderr().contains("Waiting for the database")));
            for (Connection other : others) {
                other.close();
            }
            List<ProgramRun> runs = await(running);

            report(many + " at once at head, refused " + database.fatalErrors(mark).size() + " times for want of a connection", runs);
            assertThat(runs).allSatisfy(run -> run.exitedWith(0));
            assertThat(database.fatalErrors(mark)).isNotEmpty()
                    .allSatisfy(error -> assertThat(error).containsAnyOf("too many clients", "connection slots"));
            assertThat(DatabaseContent.of(database).differencesTo(recovery.head())).isEmpty();
        }
    }

    private static List<Connection> takeAllConnections(TestDatabase database) {
        List<Connection> taken = new ArrayList<>();
        try {
            while (true) {
                taken.add(database.connect());
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("53300");
            return taken;
        }
    }

    private List<RunningProgram> start(int many, Map<String, String> environment) {
        return Stream.generate(() -> program.start(environment)).limit(many).toList();
    }

    private static List<ProgramRun> await(List<RunningProgram> running) {
        try {
            return running.stream().map(one -> one.await(LONGEST)).toList();
        } finally {
            running.forEach(RunningProgram::close);
        }
    }

    private static void report(String what, List<ProgramRun> runs) {
        System.out.printf("faults: %s: %d of %d with exit code 0%n", what, runs.stream().filter(run -> run.exitCode() == 0).count(), runs.size());
    }
}
