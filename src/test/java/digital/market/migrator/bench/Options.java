package digital.market.migrator.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code bench/run} was asked for, as it hands it on in the environment.
 *
 * @param binary    the program to measure
 * @param commit    where it comes from
 * @param peers     the command of the kit that installs and starts the peers, if there is one
 * @param rounds    how many rounds are measured
 * @param warmUp    how many rounds go before them
 * @param scenarios which scenarios, all if empty
 * @param tools     which peers, all if empty
 * @param work      where files are written that nobody needs afterwards; {@code measure} and the certificate lie there
 * @param output    where the results are written
 */
record Options(Path binary, String commit, Optional<Path> peers, int rounds, int warmUp, List<String> scenarios,
               List<String> tools, Path work, Path output) {

    static Options from(Map<String, String> environment) {
        return new Options(
                Path.of(environment.get("BENCH_BINARY")),
                environment.get("BENCH_COMMIT"),
                Optional.of(environment.getOrDefault("BENCH_PEERS", "")).filter(path -> !path.isEmpty()).map(Path::of),
                Integer.parseInt(environment.get("BENCH_ROUNDS")),
                Integer.parseInt(environment.get("BENCH_WARM_UP")),
                words(environment.getOrDefault("BENCH_SCENARIOS", "")),
                words(environment.getOrDefault("BENCH_TOOLS", "")),
                Path.of(environment.get("BENCH_WORK")),
                Path.of(environment.get("BENCH_OUTPUT")));
    }

    boolean wantsScenario(String key) {
        return scenarios.isEmpty() || scenarios.contains(key);
    }

    boolean wantsTool(String name) {
        return tools.isEmpty() || tools.contains(name);
    }

    private static List<String> words(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(","));
    }
}
