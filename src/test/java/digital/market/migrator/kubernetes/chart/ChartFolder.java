package digital.market.migrator.kubernetes.chart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chart's folder. One that depends on the migrator's chart has a copy of that in it, as {@code helm dependency build} would put it there.
 *
 * @param path where it is
 */
record ChartFolder(Path path) {

    static final ChartFolder MIGRATOR = new ChartFolder(Path.of("helm/market-migrator"));

    private static final String ADDED = "every-template.yaml";

    /** A copy of a chart that depends on the migrator's, complete. */
    static ChartFolder dependent(Path source) {
        Path copy = Scratch.folder("chart").resolve(source.getFileName());
        Scratch.copy(source, copy);
        Scratch.copy(MIGRATOR.path, copy.resolve("charts/market-migrator"));
        return new ChartFolder(copy);
    }

    /**
     * A copy with one template more, which includes the text of every other one. Helm's engine keeps hooks and tests to itself; so they are seen, and
     * nothing else is changed.
     */
    ChartFolder withEveryTemplateShown() {
        ChartFolder copy = new ChartFolder(Scratch.folder("shown").resolve(path.getFileName()));
        Scratch.copy(path, copy.path);
        StringBuilder template = new StringBuilder();
        for (String name : templates(path)) {
            template.append("---\n{{ include (print $.Template.BasePath \"/").append(name).append("\") $ }}\n");
        }
        aliases().forEach((alias, names) -> {
            template.append("{{- with index $.Subcharts \"").append(alias).append("\" }}\n");
            for (String name : names) {
                template.append("---\n{{ include (print (dir $.Template.BasePath) \"/charts/").append(alias).append("/templates/").append(name).append("\") . }}\n");
            }
            template.append("{{- end }}\n");
        });
        Scratch.write(copy.path.resolve("templates").resolve(ADDED), "all: |\n  {{- include \"every-template\" $ | nindent 2 }}\n");
        Scratch.write(copy.path.resolve("templates/_every-template.tpl"), "{{- define \"every-template\" -}}\n" + template + "{{- end }}\n");
        return copy;
    }

    private Map<String, List<String>> aliases() {
        Map<String, List<String>> aliases = new LinkedHashMap<>();
        for (var dependency : Manifests.tree(Scratch.read(path.resolve("Chart.yaml"))).path("dependencies")) {
            String name = dependency.path("name").asText();
            Path folder = path.resolve("charts").resolve(name);
            aliases.put(dependency.path("alias").asText(name), Files.isDirectory(folder) ? templates(folder) : List.of());
        }
        return aliases;
    }

    /** The templates that make objects. */
    private static List<String> templates(Path chart) {
        Path templates = chart.resolve("templates");
        return Scratch.files(templates).stream().map(file -> templates.relativize(file).toString())
                .filter(name -> name.endsWith(".yaml") && !name.equals(ADDED)).toList();
    }
}
