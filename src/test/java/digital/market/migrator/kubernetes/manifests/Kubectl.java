package digital.market.migrator.kubernetes.manifests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real {@code kubectl}, for the Kustomize in it; it needs no cluster for that. The variable {@code KUBECTL} may name the
 * program; who names it wants these tests to run.
 */
final class Kubectl {

    private static final String VARIABLE = "KUBECTL";
    private static final String NAME = "kubectl";

    private Kubectl() {
    }

    /** What {@code kubectl kustomize} makes of a folder. Where the machine has none, the test is skipped. */
    static String kustomize(Path folder) {
        return run(folder).exitedWith(0).stdout();
    }

    private static ProgramRun run(Path folder) {
        Optional<String> named = Optional.ofNullable(System.getenv(VARIABLE));
        assumeTrue(named.isPresent() || isOnThePath(), "There is no kubectl here: put one on the PATH, or let " + VARIABLE + " name one.");
        return new Program(List.of(named.orElse(NAME))).run(Map.of(), "kustomize", folder.toString());
    }

    private static boolean isOnThePath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, NAME)));
    }
}
