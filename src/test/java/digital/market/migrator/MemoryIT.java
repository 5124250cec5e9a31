package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script that will not fit into the memory is refused before anything runs. */
class MemoryIT {

    /** What a native program has of the chart's 64 MiB. A JVM is started with little more. */
    private static final String HEAP = "-Xmx51m";
    private static final String SMALL = "CREATE TABLE t (x text);\n";

    @TempDir
    private Path folder;

    @Test
    void aScriptThatWillNotFitIsRefusedBeforehand() throws IOException, SQLException {
        new ScriptFolder(folder).add("V1__small.sql", SMALL).add("V2__large.sql", "SELECT 1;\n".repeat(200_000));
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            ProgramRun run = run(database).exitedWith(10);

            assertThat(run.stderr()).contains("V2__large.sql takes some 83 MiB of memory to run", "raise the container's memory limit to 112 MiB");
            assertThat(Query.hasTable(database, "t")).isFalse();
        }
    }

    /** Sparse: it takes no room on the disk. */
    @Test
    void aFileThatCannotEvenBeReadIsRefused() throws IOException, SQLException {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve("V1__huge.sql").toFile(), "rw")) {
            file.setLength(100 << 20);
        }
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            assertThat(run(database).exitedWith(10).stderr()).contains("V1__huge.sql holds more than ", "raise the container's memory limit");
        }
    }

    @Test
    void whatFitsRuns() throws IOException, SQLException {
        new ScriptFolder(folder).add("V1__data.sql", SMALL + "INSERT INTO t VALUES ('" + "a".repeat(5 << 20) + "');\n");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            run(database).exitedWith(0);

            assertThat(Query.rows(database, "SELECT length(x) FROM t")).containsExactly(String.valueOf(5 << 20));
        }
    }

    private ProgramRun run(TestDatabase database) {
        Program program = Program.packaged().light();
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("MIGRATOR_LOCATIONS", "filesystem:" + folder);
        List<String> arguments = new ArrayList<>(program.isNative() ? List.of(HEAP) : List.of());
        return program.run(environment, arguments.toArray(String[]::new));
    }
}
