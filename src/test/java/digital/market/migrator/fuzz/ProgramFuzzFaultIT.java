package digital.market.migrator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Refusal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;

/** The program itself, with whatever environment and arguments: a documented exit code, never 1, no stack trace, no secret. */
@Tag("faults")
class ProgramFuzzFaultIT extends OnADatabase {

    private static final Program PROGRAM = Program.packaged();

    @Property(tries = 200, seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void anEnvironmentLeadsToAnExitCode(@ForAll("settings") Map<String, String> settings, @ForAll("arguments") List<String> arguments) throws Exception {
        database.clear();
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.putAll(settings);
        endsWell(environment, arguments, database.password());
    }

    @Property(tries = 200, seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void aDatabaseThatIsNoneLeadsToAnExitCode(@ForAll("environments") Map<String, String> variables) throws Exception {
        Map<String, String> environment = new HashMap<>(variables);
        environment.putIfAbsent("DATABASE_URL", "postgresql://bot:" + RandomUrl.PASSWORD + "@127.0.0.1:1/shop");
        endsWell(environment, List.of("config"), RandomUrl.PASSWORD);
    }

    @Provide
    Arbitrary<Map<String, String>> settings() {
        return RandomEnvironment.ofOurs();
    }

    @Provide
    Arbitrary<Map<String, String>> environments() {
        return RandomEnvironment.any();
    }

    @Provide
    Arbitrary<List<String>> arguments() {
        Arbitrary<List<String>> right = Arbitraries.of(List.of(), List.of("migrate"), List.of("status", "--json"), List.of("check"), List.of("repair"),
                List.of("offline"), List.of("migrate", "--to", "2"), List.of("undo", "--to", "0"), List.of("config"), List.of("adopt", "--at", "1"));
        Arbitrary<List<String>> wrong = RandomText.any().map(text -> List.of("migrate", text));
        return Arbitraries.oneOf(right, right, wrong);
    }

    private static void endsWell(Map<String, String> environment, List<String> arguments, String password) {
        environment.put("MIGRATOR_WAIT", "0s");
        ProgramRun run = PROGRAM.run(environment, arguments.toArray(String[]::new));

        List<Integer> documented = Arrays.stream(Outcome.values()).filter(outcome -> outcome != Outcome.UNEXPECTED).map(Outcome::exitCode).toList();
        assertThat(run.exitCode()).as(run.toString()).isIn(documented);
        Refusal.assertNoTrace(run);
        assertThat(run.stdout() + run.stderr()).as(run.toString()).doesNotContain(password);
        Statistics.label("faults: programs with generated settings").collect(run.exitCode());
    }
}
