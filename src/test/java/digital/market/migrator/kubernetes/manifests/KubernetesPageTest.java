package digital.market.migrator.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Program;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/kubernetes.md} says about exit codes and commands is so. */
class KubernetesPageTest {

    private static final Path PAGE = Path.of("docs/kubernetes.md");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| (?:`([a-z-]+)`)? ?\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

    private static final String JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: a}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
            """;

    /** A row of the table: what the Job does from 1.26 and before, what the init container does, and what the operator does. */
    private record Row(int code, String outcome, String job, String olderJob, String initContainer, String operator) {
    }

    @Test
    void theTableHasEachOutcomeInTheOrderOfTheCodesAndAProcessThatWasKilledOrCrashed() throws IOException {
        List<Row> expected = Stream.concat(
                        Stream.of(Outcome.values()).map(KubernetesPageTest::row),
                        Stream.of(137, 139).map(code -> new Row(code, "", "tries again", "tries again", "starts again", "")))
                .sorted((a, b) -> Integer.compare(a.code(), b.code())).toList();

        assertThat(rows()).usingRecursiveFieldByFieldElementComparatorIgnoringFields("operator").isEqualTo(expected);
        assertThat(rows()).extracting(Row::operator).noneMatch(String::isBlank);
    }

    /** A Job's policy, which other tests hold to the outcomes, fails it at once if no retry may help; without one it always tries again. */
    private static Row row(Outcome outcome) {
        return outcome.succeeded()
                ? new Row(outcome.exitCode(), outcome.word(), "completes", "completes", "the pod goes on", "")
                : new Row(outcome.exitCode(), outcome.word(), outcome.retryMayHelp() ? "tries again" : "fails", "tries again", "starts again", "");
    }

    /** {@code kubectl run} names its container like its pod, and puts the Job's into that only if it has the same name. */
    @Test
    void theLineForOneCommandRunsAPodThatIsNamedLikeTheJobsContainer() throws IOException {
        List<String> lines = Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("kubectl run ")).toList();
        Container container = Manifests.of(Manifests.FOLDER.resolve("base")).one(Job.class).getSpec().getTemplate().getSpec().getContainers().get(0);

        assertThat(lines).singleElement().asString().startsWith("kubectl run " + container.getName() + " ")
                .contains("--image=" + container.getImage().split(":")[0], "--override-type=strategic", "create -k " + Manifests.FOLDER + "/base ");
    }

    /** Not a kustomization, and so no other test renders it: it is pasted into a pod as it stands. */
    @Test
    void theInitContainerThatThePageSpellsOutIsRestrictedAndHasADeadline() throws IOException {
        List<String> spelledOut = Stream.of(Files.readString(PAGE).split("(?m)^```")).filter(block -> block.startsWith("yaml\ninitContainers:"))
                .map(block -> block.substring("yaml\n".length()).indent(6)).toList();

        assertThat(spelledOut).isNotEmpty().allSatisfy(initContainers -> {
            PodTemplateSpec pod = Manifests.parse(JOB + initContainers).pods().get(0);
            assertThat(PodSecurity.violations(pod.getSpec())).isEmpty();
            assertThat(Rules.ours(pod)).hasSize(1).allSatisfy(Rules::holdForTime)
                    .extracting(Container::getImage).containsExactly(Program.NAME + ":" + Program.version());
        });
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(PAGE).stream().map(ROW::matcher).filter(Matcher::matches)
                .map(row -> new Row(Integer.parseInt(row.group(1)), row.group(2) == null ? "" : row.group(2), row.group(3), row.group(4), row.group(5),
                        row.group(6)))
                .toList();
    }
}
