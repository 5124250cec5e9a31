package digital.market.migrator.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** One tool in one scenario, and what was measured of it. */
final class Contestant {

    private static final long SLOW_NANOS = 500_000_000;
    private static final int SLOW_EVERY = 4;

    private final Scenario.Entry entry;
    private final String database;
    private final Command command;
    private final List<Run> runs = new ArrayList<>();
    private boolean slow;
    private Optional<String> failure = Optional.empty();
    private Optional<MessageCounter.Traffic> messages = Optional.empty();

    /** Each has a database of its own, because each tool has its own history. The port is where it finds the server. */
    Contestant(Scenario.Entry entry, Access access, int port) {
        this.entry = entry;
        this.database = "bench_%s_%d".formatted(
                tool().name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"), scripts().count());
        this.command = tool().command(new Place(access, port, database), scripts().folder());
    }

    Tool tool() {
        return entry.tool();
    }

    Scripts scripts() {
        return entry.scripts();
    }

    String database() {
        return database;
    }

    Command command() {
        return command;
    }

    /** The measured runs, without the warm-up. */
    List<Run> runs() {
        return runs;
    }

    /** Why it takes no part. */
    Optional<String> failure() {
        return failure;
    }

    void fails(String reason) {
        failure = Optional.of(reason);
    }

    /** What it said to the server in a run of its own, where that was counted. */
    Optional<MessageCounter.Traffic> messages() {
        return messages;
    }

    void said(MessageCounter.Traffic traffic) {
        messages = Optional.of(traffic);
    }

    void warmedUp(Run run) {
        slow |= run.wallNanos() > SLOW_NANOS && !Tools.REFERENCES.contains(tool().name()) && !tool().isOurs();
    }

    void measured(Run run) {
        runs.add(run);
    }

    /** Whether it runs in this round: one that was slow in the warm-up only does in every fourth. */
    boolean takesPartIn(int round) {
        return failure.isEmpty() && (!slow || round % SLOW_EVERY == 0);
    }

    /** One figure of all its runs in short. */
    Figures figures(Function<Run, Number> figure) {
        Collection<Number> all = runs.stream().map(figure).toList();
        return Figures.of(all);
    }

    /** The median wall time in milliseconds. */
    double wall() {
        return figures(Run::wallNanos).median() / 1e6;
    }
}
