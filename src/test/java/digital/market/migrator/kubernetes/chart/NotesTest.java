package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotesTest {

    private static final Pattern LINE = Pattern.compile("(?m)^ *kubectl run -n shop (\\S+) --rm -i --restart=Never --image=(\\S+) "
            + "--overrides=\"\\$\\(kubectl get configmap -n shop (\\S+) -o 'jsonpath=\\{\\.data\\.(\\S+)}'\\)\"$");

    @ParameterizedTest
    @ValueSource(strings = {"hook", "job"})
    void eachCommandHasALineToCopyThatRunsItsPod(String mode) {
        Chart chart = Chart.migrator().values("mode: " + mode);
        Rendered rendered = chart.render();
        Matcher line = LINE.matcher(chart.notes());

        var args = line.results().collect(Collectors.toMap(found -> found.group(4), found -> {
            assertThat(found.group(1)).hasSizeLessThanOrEqualTo(63);
            assertThat(found.group(2)).isEqualTo(rendered.container().getImage());
            return Rendered.overridden(rendered.named(ConfigMap.class, found.group(3)).getData().get(found.group(4))).getSpec().getContainers()
                    .get(0).getArgs();
        }));

        assertThat(Rendered.values(rendered.container()).get("MIGRATOR_REPAIR_LINE").replace("$$", "$")).as("what code 16 says").matches(LINE).contains("data.repair}");
        assertThat(args).hasSize(4).containsEntry("status", List.of("status")).containsEntry("check", List.of("check"))
                .containsEntry("repair", List.of("repair")).containsEntry("repair-yes", List.of("repair", "--yes"));
    }
}
