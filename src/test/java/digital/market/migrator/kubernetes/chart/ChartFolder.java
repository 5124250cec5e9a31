package digital.market.migrator.kubernetes.chart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A chart's folder.
 *
 * @param path  where the chart is
 * @param shown a copy with one template more, which includes the text of every other one: Helm's engine keeps hooks and tests to itself, and so
 *              they are seen, with nothing else changed
 */
record ChartFolder(Path path, Path shown) {

    static final ChartFolder MIGRATOR = of(Path.of("helm/market-migrator"));

    private static final String INCLUDE = """
            {{- with %2$s }}
            ---
            {{ include (printf "%%s/%1$s" (dir $.Template.BasePath)) . }}
            {{- end }}
            """;

    static ChartFolder of(Path path) {
        Path shown = Scratch.folder("shown").resolve(path.getFileName());
        Scratch.copy(path, shown);
        StringBuilder every = new StringBuilder("{{- define \"every-template\" -}}\n");
        templates(path).forEach(name -> every.append(INCLUDE.formatted(name, "$")));
        for (var dependency : Scratch.yaml(Scratch.read(path.resolve("Chart.yaml"))).path("dependencies")) {
            String name = dependency.path("name").asText();
            String alias = dependency.path("alias").asText(name);
            templates(path.resolve("charts").resolve(name)).forEach(template ->
                    every.append(INCLUDE.formatted("charts/" + alias + "/" + template, "index $.Subcharts \"" + alias + "\"")));
        }
        Scratch.write(shown.resolve("templates/_every-template.tpl"), every.append("{{- end }}\n").toString());
        Scratch.write(shown.resolve("templates/every-template.yaml"), "all: |\n  {{- include \"every-template\" $ | nindent 2 }}\n");
        return new ChartFolder(path, shown);
    }

    /** A copy of a chart that depends on the migrator's, which is in it as {@code helm dependency build} would have put it there. */
    static ChartFolder dependent(Path source) {
        Path copy = Scratch.folder("chart").resolve(source.getFileName());
        Scratch.copy(source, copy);
        Scratch.copy(MIGRATOR.path, copy.resolve("charts/market-migrator"));
        return of(copy);
    }

    /** The templates that make objects, from the chart's folder. */
    private static List<String> templates(Path chart) {
        return Files.isDirectory(chart) ? Scratch.files(chart.resolve("templates")).stream().map(file -> chart.relativize(file).toString())
                .filter(name -> name.endsWith(".yaml")).toList() : List.of();
    }
}
