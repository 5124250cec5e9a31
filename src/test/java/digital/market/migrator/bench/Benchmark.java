package digital.market.migrator.bench;

import digital.market.migrator.bench.Results.Measured;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Measures the program and its peers, see {@code bench/README.md}; {@code bench/run} starts it. */
public final class Benchmark {

    private final Options options;
    private final PrintStream out;

    private Benchmark(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Takes no arguments; what is wanted stands in the environment. */
    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        new Benchmark(Options.from(System.getenv()), out).run();
    }

    private void run() throws IOException, SQLException, InterruptedException {
        Scripts five = Scripts.write(options.work(), Scripts.FEWEST);
        Scripts thousand = Scripts.write(options.work(), 1_000);
        Scripts tenThousand = Scripts.write(options.work(), 10_000);
        List<Tool> tools = Tools.find(options, five, out);
        try (Server server = Server.start(options.work())) {
            Results results = new Results(Machine.facts(options, server, tools), new ArrayList<>());
            Turns turns = new Turns(server, Measure.in(options.work()), options, out);
            for (Scenario scenario : Scenario.all(tools, five, thousand, tenThousand)) {
                if (options.wantsScenario(scenario.key())) {
                    Measured measured = new Measured(scenario, turns.measure(scenario));
                    results.scenarios().add(measured);
                    printRatios(measured);
                }
            }
            write(results);
        }
    }

    private void printRatios(Measured measured) {
        for (Contestant contestant : measured.contestants()) {
            if (!contestant.runs().isEmpty()) {
                StringBuilder line = new StringBuilder("  %-45s %8s ms".formatted(
                        measured.label(contestant), MarkdownResults.number(contestant.wall())));
                measured.references().forEach(reference -> line.append("  %s × %s".formatted(
                        measured.ratio(contestant, reference, contestant.scripts().count()), reference)));
                if (measured.comparesCounts()) {
                    line.append("  %s × itself with five".formatted(
                            measured.ratio(contestant, contestant.tool().name(), Scripts.FEWEST)));
                }
                out.println(line);
            }
        }
    }

    private void write(Results results) throws IOException {
        Path folder = Files.createDirectories(options.output());
        Files.writeString(folder.resolve("results.json"), new JsonResults(results).toString());
        Files.writeString(folder.resolve("results.md"), new MarkdownResults(results).toString());
        List<Measured> panels = results.scenarios().stream().filter(each -> each.scenario().charted()).toList();
        if (!panels.isEmpty()) {
            Files.writeString(folder.resolve("results.svg"), new Chart(panels).toString());
        }
    }
}
