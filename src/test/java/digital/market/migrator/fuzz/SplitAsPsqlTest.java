package digital.market.migrator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** Every way to run a script sends the statements that {@code psql} sends, each in a message of its own. */
@AddLifecycleHook(SplitAsPsqlTest.NeedsPsql.class)
class SplitAsPsqlTest extends OnADatabase {

    /** The time of a statement tells those that came in one message from those that came in two. */
    private static final String TABLE = """
            CREATE TABLE said (n serial, what text, at timestamptz DEFAULT statement_timestamp());
            """;
    private static final String SAID = """
            SELECT dense_rank() OVER (ORDER BY at), what FROM said ORDER BY n
            """;

    private static Path folder;

    /** Skips where there is no {@code psql}. */
    static final class NeedsPsql implements SkipExecutionHook {

        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return Psql.isInstalled() ? SkipResult.doNotSkip() : SkipResult.skip("psql is not on the PATH");
        }
    }

    /** A way to have a script executed. */
    private interface Way {

        void execute() throws Exception;
    }

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("splitting");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 16, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void everyWaySaysWhatPsqlSays(@ForAll("scripts") String script, @ForAll boolean inTransaction) throws Exception {
        Path up = write("up", "V2__said.sql", script, inTransaction);
        Path down = write("down", "U2__said.sql", script, inTransaction);
        List<String> expected = said(() -> {
            Psql.on(database).run(up.resolve("V1__table.sql")).exitedWith(0);
            Psql.on(database).run(up.resolve("V2__said.sql")).exitedWith(0);
        });

        assertThat(said(() -> MigratorRun.on(database, up).succeeds())).as("migrate").isEqualTo(expected);
        assertThat(said(() -> undo(down))).as("undo").isEqualTo(expected);
        assertThat(said(() -> Psql.on(database).run(OfflineRun.of(up).writeTo(folder.resolve("offline.sql"))).exitedWith(0)))
                .as("offline").isEqualTo(expected);
        if (inTransaction) {
            assertThat(said(() -> overCallersConnection(up))).as("on a caller's connection").isEqualTo(expected);
        }
    }

    @Property(tries = 8, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void anErrorNamesItsOwnLine(@ForAll("scripts") String script) throws Exception {
        Path up = write("up", "V2__said.sql", script + "SELECT\n 1 /0;\nSELECT ';'", true);
        database.clear();

        Failure failure = MigratorRun.on(database, up).failsWith(Outcome.ROLLED_BACK);

        assertThat(failure.server().orElseThrow().sqlState()).isEqualTo("22012");
        assertThat(failure.line()).isEqualTo(Optional.of((int) script.lines().count() + 1));
    }

    @Provide
    Arbitrary<String> scripts() {
        return Combinators.combine(RandomSql.statements(), RandomSql.gap(), RandomSql.gap()).as((statements, one, other) -> {
            StringBuilder script = new StringBuilder();
            for (int i = 0; i < statements.size(); i++) {
                script.append(statements.get(i)).append(i % 2 == 0 ? one : other);
            }
            return script.append('\n').toString();
        });
    }

    /** There the driver looks for semicolons itself, by other rules. */
    private static void overCallersConnection(Path scripts) throws SQLException {
        try (Connection connection = database.connect()) {
            CallerRun.of(scripts).over(connection);
        }
    }

    private static void undo(Path scripts) {
        MigratorRun run = MigratorRun.on(database, scripts);
        run.succeeds();
        MigrationEnvironment.resultOf(MigrationEnvironment.of(run.with("MIGRATOR_TO", "1").variables()).undo().toCompletableFuture());
    }

    private static List<String> said(Way way) throws Exception {
        database.clear();
        way.execute();
        return Query.rows(database, SAID);
    }

    private static Path write(String name, String file, String script, boolean inTransaction) {
        ScriptFolder scripts = new ScriptFolder(folder.resolve(name)).add("V1__table.sql", TABLE).add("V2__said.sql", "").add(file, script);
        scripts.add(file + ".conf", "placeholderReplacement=false\nexecuteInTransaction=" + inTransaction + "\n");
        return scripts.path();
    }
}
