package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotesTest {

    private static final Pattern LINE = Pattern.compile("(?m)^ *kubectl run -n shop (\\S+) --rm -i --restart=Never --image=(\\S+) "
            + "--overrides=\\$\\(kubectl get secret -n shop (\\S+) -o jsonpath=\\{\\.data\\.(\\S+)} \\| base64 -d\\)$");

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
            assertThat(rendered.named(Secret.class, found.group(3)).getData()).containsKey(found.group(4));
            return rendered.commands().get(found.group(4)).getSpec().getContainers().get(0).getArgs();
        }));

        assertThat(Rendered.values(rendered.container()).get("MIGRATOR_REPAIR_LINE").replace("$$", "$")).as("what code 16 says").matches(LINE).contains("data.repair}");
        assertThat(pods).hasSize(1);
        assertThat(args).hasSize(4).containsEntry("status", List.of("status")).containsEntry("check", List.of("check"))
                .containsEntry("repair", List.of("repair")).containsEntry("repair-yes", List.of("repair", "--yes"));
    }

    /** Of a URL in a Secret the chart cannot know what it says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | true",
        "database: {tls: {rootCert: {existingConfigMap: {name: ca}}}} | false",
        "database: {tls: {rootCert: {existingSecret: {name: ca}}}} | false",
        "database: {tls: {mode: disable}} | false",
        "extraEnv: [{name: PGSSLROOTCERT, value: system}] | false",
        "extraEnv: [{name: MIGRATOR_PLACEHOLDER_A, value: a}] | true",
    })
    void theyAskForTheAuthoritysCertificateWhereNothingSaysHowTheServerIsVerified(String values, boolean asked) {
        assertThat(Chart.migrator().values(values).notes().contains("sslmode=verify-full")).isEqualTo(asked);
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

        List<String> handedOver = run(shell, line.group(), rendered.named(Secret.class, line.group(3)).getData().get(command));
        assertThat(handedOver).hasSize(9);
        Pod pod = Rendered.overridden(handedOver.get(8).replaceFirst("^--overrides=", ""));
        assertThat(pod).isEqualTo(rendered.commands().get(command));
        assertThat(Rendered.values(pod.getSpec().getContainers().get(0))).containsEntry("MIGRATOR_PLACEHOLDER_A", value);
    }

    /**
     * Whatever in the values is text: none that Helm takes is in a line with what a shell would take for more than a letter, and no other word
     * comes in.
     */
    @ParameterizedTest
    @MethodSource("texts")
    void noTextThatAValueMayBeIsMoreThanAWordInALine(String path) {
        for (String text : List.of("$(id)", "a;id", "a b", "a\nb", "{a,b}*", "~'\"\\!")) {
            Chart chart = Chart.migrator().values(nested(path, text));
            String notes;
            try {
                notes = chart.notes();
            } catch (IllegalStateException refused) {
                continue;
            }
            assertThat(notes.replace("kubectl run -n shop", "")).as(path + " is " + text).doesNotContain(text);
            assertThat(LINE.matcher(notes).results()).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;id", "$(id)", "a b", "A", "-a", "a.b", "a\nb", ""})
    void aNamespaceOrAReleaseThatIsNoNameIsRefused(String name) {
        assertThat(Chart.migrator().namespace(name).refusal()).contains("is no name of a namespace");
        assertThatThrownBy(() -> Chart.migrator().release(name.isEmpty() ? "." : name.equals("a.b") ? "a..b" : name).render())
                .hasMessageContaining("release name");
    }

    /** Of each key in the chart's values that holds a text. */
    private static Stream<String> texts() {
        return Stream.concat(Stream.of("/global/imageRegistry"), texts("", Scratch.yaml(Scratch.read(Path.of("helm/market-migrator/values.yaml")))));
    }

    private static Stream<String> texts(String path, JsonNode value) {
        return value.isTextual() ? Stream.of(path)
                : value.properties().stream().flatMap(entry -> texts(path + "/" + entry.getKey(), entry.getValue()));
    }

    private static String nested(String path, String text) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        String parent = path.substring(0, path.lastIndexOf('/'));
        values.withObject(parent.isEmpty() ? JsonPointer.empty() : JsonPointer.compile(parent)).put(path.substring(path.lastIndexOf('/') + 1), text);
        return values.toString();
    }

    /** By the template of the chart's README. */
    @ParameterizedTest
    @CsvSource({"DB_Hook, hook, demo-db-hook-hook-commands", "DB_Hook, job, demo-db-hook-commands", "_db_, hook, demo-db-hook-commands"})
    void anIncludingChartsNotesNameTheSecretOfASubChartUnderAnAlias(String alias, String mode, String commands) {
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
        assertThat(chart.render().named(Secret.class, commands).getData()).containsKey(line.group(4));
    }

    /** What kubectl is given where it would run a pod, if it finds this in the Secret. */
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
