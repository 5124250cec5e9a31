package digital.market.migrator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What all tools have to do.
 *
 * @param key     how it is chosen
 * @param title   what a reader calls it
 * @param access  how the tools are let in
 * @param fresh   whether each run meets an empty database; otherwise one that has everything
 * @param delayed whether the tools are sent through the slow network
 * @param copies  how many copies of a tool start at once
 * @param entries who takes part, in turn
 */
record Scenario(String key, String title, Access access, boolean fresh, boolean delayed, int copies, List<Entry> entries) {

    /** A tool and the scripts that it is given. */
    record Entry(Tool tool, Scripts scripts) {
    }

    /** All scenarios, for these tools. */
    static List<Scenario> all(List<Tool> tools, Scripts five, Scripts thousand, Scripts tenThousand) {
        List<Tool> migrators = tools.stream().filter(Tool::migrates).toList();
        List<Entry> everybody = entries(tools, five);
        List<Entry> all = entries(migrators, five);
        Stream<Entry> many = migrators.stream().flatMap(tool -> tool.name().equals(Tools.OURS)
                ? Stream.of(new Entry(tool, five), new Entry(tool, thousand), new Entry(tool, tenThousand))
                : Stream.of(new Entry(tool, five), new Entry(tool, thousand)));

        List<Scenario> scenarios = new ArrayList<>();
        for (Access access : Access.values()) {
            scenarios.add(new Scenario("nothing", "Nothing to do, " + access.words(), access, false, false, 1, everybody));
        }
        scenarios.add(new Scenario("five", "Five migrations on an empty database, " + Access.PASSWORD.words(), Access.PASSWORD, true, false, 1, all));
        scenarios.add(new Scenario("many", "Nothing to do, with more migrations applied, " + Access.PASSWORD.words(),
                Access.PASSWORD, false, false, 1, many.toList()));
        String delay = ", 20 ms of network delay, ";
        scenarios.add(new Scenario("delay", "Nothing to do" + delay + Access.TLS.words(), Access.TLS, false, true, 1, everybody));
        scenarios.add(new Scenario("delay", "Five migrations on an empty database" + delay + Access.TLS.words(),
                Access.TLS, true, true, 1, all));
        scenarios.add(new Scenario("copies", "Twenty copies at once, five migrations on an empty database, "
                + Access.PASSWORD.words(), Access.PASSWORD, true, false, 20, all));
        return scenarios;
    }

    /** Whether the chart shows it. */
    boolean charted() {
        return access == Access.PASSWORD && List.of("nothing", "five").contains(key);
    }

    private static List<Entry> entries(List<Tool> tools, Scripts scripts) {
        return tools.stream().map(tool -> new Entry(tool, scripts)).toList();
    }
}
