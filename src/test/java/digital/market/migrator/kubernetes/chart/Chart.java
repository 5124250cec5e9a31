package digital.market.migrator.kubernetes.chart;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A chart with what Helm's own engine renders it for.
 *
 * @param folder     where the chart is
 * @param release    the name of the release
 * @param namespace  the release's namespace
 * @param kubernetes the version of the cluster
 * @param values     files of values, the later ones winning
 */
record Chart(ChartFolder folder, String release, String namespace, String kubernetes, List<Path> values) {

    static final String NAMESPACE = "shop";

    Chart(ChartFolder folder, String release, String kubernetes, List<Path> values) {
        this(folder, release, NAMESPACE, kubernetes, values);
    }

    /** The migrator's chart, with a Secret of which it uses one key. */
    static Chart migrator() {
        return new Chart(ChartFolder.MIGRATOR, "bot", "v1.30.0", List.of())
                .values("database: {existingSecret: {name: bot-database, keys: {url: url}}}");
    }

    Chart release(String name) {
        return new Chart(folder, name, namespace, kubernetes, values);
    }

    Chart namespace(String name) {
        return new Chart(folder, release, name, kubernetes, values);
    }

    Chart kubernetes(String version) {
        return new Chart(folder, release, namespace, version, values);
    }

    Chart values(Path file) {
        return new Chart(folder, release, namespace, kubernetes, Stream.concat(values.stream(), Stream.of(file)).toList());
    }

    /** With these values too, which are YAML. */
    Chart values(String yaml) {
        return values(Scratch.file("values.yaml", yaml));
    }

    /** All that Helm makes of it, hooks and tests too. */
    Rendered render() {
        return new Rendered(rendered(template(folder.shown())));
    }

    /** What of it Helm counts as part of the release: no hooks, no tests. */
    String manifest() {
        return rendered(template(folder.path()));
    }

    /** What {@code helm install} says at its end. */
    String notes() {
        InstallCommand install = new Helm(folder.path()).install().withName(release).withNamespace(namespace).withKubeVersion(kubernetes)
                .dryRun().withDryRunOption(DryRun.CLIENT).clientOnly();
        values.forEach(install::withValuesFile);
        return install.call().getOutput().split("NOTES:\n", 2)[1];
    }

    /** Why Helm does not render it. */
    String refusal() {
        String rendered;
        try {
            rendered = rendered(template(folder.path()));
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
        throw new AssertionError("Helm should refuse this, and makes of it:\n" + rendered);
    }

    private TemplateCommand template(Path chart) {
        TemplateCommand template = new Helm(chart).template().withName(release).withNamespace(namespace).withKubeVersion(kubernetes);
        values.forEach(template::withValuesFile);
        return template;
    }

    private static String rendered(TemplateCommand template) {
        return Optional.ofNullable(template.call()).orElse("");
    }
}
