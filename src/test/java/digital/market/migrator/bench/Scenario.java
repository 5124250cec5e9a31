package digital.market.migrator.bench;

import java.time.Duration;
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
 * @param delay   how much longer the network makes a round trip
 * @param copies  how many copies of a tool start at once
 * @param entries who takes part, in turn
 */
record Scenario(String key, String title, Access access, boolean fresh, Duration delay, int copies, List<Entry> entries) {

    /** A round trip within a data centre. */
    static final Duration NEAR = Duration.ofMillis(1);
    /** A round trip to another country. */
    static final Duration FAR = Duration.ofMillis(20);

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
            scenarios.add(new Scenario("nothing", "Nothing to do, " + access.words(), access, false, Duration.ZERO, 1, everybody));
        }
        scenarios.add(new Scenario("five", "Five migrations on an empty database, " + Access.PASSWORD.words(), Access.PASSWORD, true, Duration.ZERO, 1, all));
        scenarios.add(new Scenario("many", "Nothing to do, with more migrations applied, " + Access.PASSWORD.words(),
                Access.PASSWORD, false, Duration.ZERO, 1, many.toList()));
        for (Duration delay : List.of(NEAR, FAR)) {
            scenarios.add(new Scenario("delay", "Nothing to do" + words(delay), Access.TLS, false, delay, 1, everybody));
        }
        scenarios.add(new Scenario("delay", "Five migrations on an empty database" + words(FAR), Access.TLS, true, FAR, 1, all));
        scenarios.add(new Scenario("copies", "Twenty copies at once, five migrations on an empty database, "
                + Access.PASSWORD.words(), Access.PASSWORD, true, Duration.ZERO, 20, all));
        return scenarios;
    }

    /** Whether the chart shows it. */
    boolean charted() {
        return access == Access.PASSWORD && List.of("nothing", "five").contains(key);
    }

    /** Whether the tools are sent through the slow network. */
    boolean delayed() {
        return !delay.isZero();
    }

    /** Whether what a tool says is counted: where it has nothing to do, and nothing hides its words. */
    boolean countsMessages() {
        return !fresh && !delayed() && access != Access.TLS;
    }

    private static String words(Duration delay) {
        return ", %d ms of network delay, %s".formatted(delay.toMillis(), Access.TLS.words());
    }

    private static List<Entry> entries(List<Tool> tools, Scripts scripts) {
        return tools.stream().map(tool -> new Entry(tool, scripts)).toList();
    }
}
