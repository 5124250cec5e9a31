package digital.market.migrator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ours, plain Flyway and scripts in {@code psql}, started together on an empty database, in whatever order they come. */
@Tag("faults")
class ThreeKindsAtOnceFaultTest {

    private static final int TIMES = 20;

    /** Whoever loses the history's making, or the lock between two scripts of the same file, says whether the other is at work or done. */
    private static final Pattern DOCUMENTED = Pattern.compile("(ours|Flyway): done|psql: 0 |psql: 3 Another migrator holds the lock of this history\\."
            + "|psql: 3 V\\S+\\.sql was not begun: (another migrator holds the lock of this history|version \\d is applied here already)\\.");

    @TempDir
    Path folder;

    @Test
    void eachMigrationIsAppliedOnceAndTheNextRunFindsHead() throws SQLException {
        assumeTrue(Psql.isInstalled(), "there is no psql");
        Recovery recovery = Recovery.ofPackaged();
        Path whole = OfflineRun.packaged().writeTo(folder.resolve("whole.sql"));
        Path resume = OfflineRun.packaged().resume().writeTo(folder.resolve("resume.sql"));
        Map<String, Integer> ends = new TreeMap<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            for (int time = 0; time < TIMES; time++) {
                database.clear();

                List<CompletableFuture<Outcome>> ours = List.of(async(threads, database), async(threads, database));
                CompletableFuture<String> flyway = CompletableFuture.supplyAsync(() -> flyway(database), threads);
                List<RunningProgram> scripts = List.of(Psql.on(database).start(whole), Psql.on(database).start(resume));

                ours.forEach(run -> count(ends, "ours: " + run.join().word()));
                count(ends, "Flyway: " + flyway.join());
                scripts.stream().map(RunningProgram::await).forEach(run -> count(ends, "psql: " + end(run)));

                assertThat(MigratorRun.on(database).applies()).as("applied after that").isEmpty();
                assertThat(DatabaseContent.of(database).differencesTo(recovery.head())).as("time " + time + ": " + ends).isEmpty();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(ends.keySet()).as("who loses says why").allMatch(end -> DOCUMENTED.matcher(end).matches());
        System.out.printf("faults: two of ours, plain Flyway and two scripts in psql at once: %d times, %d at head %s%n", TIMES, TIMES, ends);
    }

    private static CompletableFuture<Outcome> async(ExecutorService threads, TestDatabase database) {
        return CompletableFuture.supplyAsync(() -> Recovery.outcome(MigratorRun.on(database)), threads);
    }

    private static String flyway(TestDatabase database) {
        try {
            PlainFlyway.of(database, ScriptFolder.packaged()).load().migrate();
            return "done";
        } catch (FlywayException e) {
            return e.getMessage();
        }
    }

    private static String end(ProgramRun run) {
        return run.exitCode() + " " + run.stderr().lines().filter(line -> line.contains("ERROR")).map(line -> line.replaceAll(".*ERROR: *", ""))
                .map(line -> line.replaceAll(" \\(pid \\d+.*", ".")).findFirst().orElse("");
    }

    private static void count(Map<String, Integer> ends, String end) {
        ends.merge(end, 1, Integer::sum);
    }
}
