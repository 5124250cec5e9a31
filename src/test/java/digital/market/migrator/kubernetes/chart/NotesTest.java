package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotesTest {

    private static final Pattern LINE = Pattern.compile("(?m)^ *kubectl run -n shop (\\S+) --rm -i --restart=Never --image=(\\S+) "
            + "--overrides=\\$\\(kubectl get configmap -n shop (\\S+) -o jsonpath=\\{\\.data\\.(\\S+)}\\)$");

    @ParameterizedTest
    @ValueSource(strings = {"hook", "job"})
    void eachCommandHasALineToCopyThatRunsItsPod(String mode) {
        Chart chart = Chart.migrator().values("mode: " + mode);
        Rendered rendered = chart.render();
        Matcher line = LINE.matcher(chart.notes());

        var pods = rendered.all(Pod.class).stream().map(pod -> pod.getMetadata().getName()).toList();
        var args = line.results().collect(Collectors.toMap(found -> found.group(4), found -> {
            assertThat(found.group(1)).hasSizeLessThanOrEqualTo(63).as("what helm test leaves behind").isNotIn(pods);
            assertThat(found.group(2)).isEqualTo(rendered.container().getImage());
            return Rendered.overridden(rendered.named(ConfigMap.class, found.group(3)).getData().get(found.group(4))).getSpec().getContainers()
                    .get(0).getArgs();
        }));

        assertThat(Rendered.values(rendered.container()).get("MIGRATOR_REPAIR_LINE").replace("$$", "$")).as("what code 16 says").matches(LINE).contains("data.repair}");
        assertThat(pods).hasSize(1);
        assertThat(args).hasSize(4).containsEntry("status", List.of("status")).containsEntry("check", List.of("check"))
                .containsEntry("repair", List.of("repair")).containsEntry("repair-yes", List.of("repair", "--yes"));
    }

    /** A termination message is JSON, in which these are escaped, and kubectl describe shows it as it stands. */
    @ParameterizedTest
    @ValueSource(strings = {"hook", "job"})
    void theLinesHoldNothingThatATerminationMessageEscapes(String mode) {
        assertThat(Chart.migrator().values("mode: " + mode).notes().lines().filter(line -> line.contains("kubectl run"))).hasSize(4)
                .allSatisfy(line -> assertThat(line).doesNotContain("\"", "'", "\\"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "sh"})
    void aShellHandsThePodOverAsOneArgument(String shell) throws IOException, InterruptedException {
        String value = "a  b\t* ? [c] {d,e} ~ ! # & ; | < > ` $HOME $(id) 'f' \"g\" \\ \\* \n\u00e9";
        var values = JsonNodeFactory.instance.objectNode();
        values.putArray("extraEnv").addObject().put("name", "MIGRATOR_PLACEHOLDER_A").put("value", value);
        Chart chart = Chart.migrator().values(values.toString());
        Rendered rendered = chart.render();
        Matcher line = LINE.matcher(chart.notes());
        assertThat(line.find()).isTrue();
        String command = line.group(4);

        List<String> handedOver = run(shell, line.group(), rendered.named(ConfigMap.class, line.group(3)).getData().get(command));
        assertThat(handedOver).hasSize(9);
        Pod pod = Rendered.overridden(handedOver.get(8).replaceFirst("^--overrides=", ""));
        assertThat(pod).isEqualTo(rendered.commands().get(command));
        assertThat(Rendered.values(pod.getSpec().getContainers().get(0))).containsEntry("MIGRATOR_PLACEHOLDER_A", value);
    }

    /** By the template of the chart's README. */
    @ParameterizedTest
    @CsvSource({"DB_Hook, hook, demo-db-hook-hook-commands", "DB_Hook, job, demo-db-hook-commands", "_db_, hook, demo-db-hook-commands"})
    void anIncludingChartsNotesNameTheConfigMapOfASubChartUnderAnAlias(String alias, String mode, String commands) {
        Matcher documented = Pattern.compile("(?s)```\n(\\{\\{- with \\.Subcharts\\.migrator.*?)```")
                .matcher(Scratch.read(Path.of("helm/market-migrator/README.md")));
        assertThat(documented.find()).isTrue();
        Path folder = Scratch.folder("alias").resolve("alias");
        Scratch.write(folder.resolve("Chart.yaml"), """
                apiVersion: v2
                name: alias
                version: 1.0.0
                dependencies: [{name: market-migrator, alias: %s, version: ">=0.0.0", repository: ""}]
                """.formatted(alias));
        Scratch.write(folder.resolve("templates/NOTES.txt"), documented.group(1).replace(".migrator", "." + alias));
        Chart chart = new Chart(ChartFolder.dependent(folder), "demo", "v1.30.0", List.of())
                .values("{%s: {mode: %s, database: {existingSecret: {name: bot-database, keys: {url: url}}}}}".formatted(alias, mode));
        Matcher line = LINE.matcher(chart.notes());

        assertThat(line.find()).isTrue();
        assertThat(line.group(3)).isEqualTo(commands);
        assertThat(chart.render().named(ConfigMap.class, commands).getData()).containsKey(line.group(4));
    }

    /** What kubectl is given where it would run a pod, if it finds this text in the ConfigMap. */
    private static List<String> run(String shell, String line, String data) throws IOException, InterruptedException {
        Path folder = Scratch.folder("kubectl");
        Scratch.write(folder.resolve("data"), data);
        Scratch.write(folder.resolve("kubectl"), """
                #!/bin/sh
                [ "$1" = get ] && exec cat data
                printf '%s\\n' "$@"
                """).toFile().setExecutable(true);
        ProcessBuilder process = new ProcessBuilder(shell, "-c", line).directory(folder.toFile()).redirectErrorStream(true);
        process.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
        Process running = process.start();
        String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
