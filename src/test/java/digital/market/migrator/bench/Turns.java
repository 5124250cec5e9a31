package digital.market.migrator.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Measures a scenario: everybody in turn, round after round. */
record Turns(Server server, Measure measure, Options options, PrintStream out) {

    private static final int MOST_TO_APPLY = 1_000;

    List<Contestant> measure(Scenario scenario) throws IOException, SQLException, InterruptedException {
        out.printf("%n%s%n", scenario.title());
        try (SlowNetwork network = new SlowNetwork(server.port(), scenario.delay())) {
            int port = scenario.delayed() ? network.port() : server.port();
            List<Contestant> contestants = scenario.entries().stream()
                    .map(entry -> new Contestant(entry, scenario.access(), port)).toList();
            if (!scenario.fresh()) {
                for (Contestant contestant : contestants) {
                    prepare(scenario, contestant);
                }
                network.traffic();
            }
            for (int round = 0; round < options.warmUp(); round++) {
                for (Contestant contestant : takingPart(contestants, round)) {
                    contestant.warmedUp(run(scenario, contestant, network));
                }
            }
            for (int round = 0; round < options.rounds(); round++) {
                for (Contestant contestant : takingPart(contestants, round)) {
                    contestant.measured(run(scenario, contestant, network));
                }
            }
            return contestants;
        }
    }

    private static List<Contestant> takingPart(List<Contestant> contestants, int round) {
        return contestants.stream().filter(contestant -> contestant.takesPartIn(round)).toList();
    }

    /** Lets the tool itself bring its database to the newest version, unless that would take too long. */
    private void prepare(Scenario scenario, Contestant contestant) throws IOException, SQLException, InterruptedException {
        server.recreate(contestant.database(), scenario.access());
        if (contestant.scripts().count() > MOST_TO_APPLY) {
            new LongHistory(new Place(scenario.access(), server.port(), contestant.database()), contestant.scripts()).write();
        }
        int exitCode = measure.run(contestant.command(), 1).get(0).exitCode();
        if (exitCode != 0) {
            contestant.fails("ends with code " + exitCode);
        } else if (contestant.tool().migrates() && !server.holds(contestant.database(), contestant.scripts())) {
            contestant.fails("does not apply all scripts");
        }
        contestant.failure().ifPresent(reason -> complain(contestant, reason));
        server.settle(contestant.database());
        if (scenario.countsMessages() && contestant.failure().isEmpty()) {
            contestant.said(listen(scenario, contestant));
        }
    }

    /** Has it run once where each of its messages is counted, which takes time and so is not measured. */
    private MessageCounter.Traffic listen(Scenario scenario, Contestant contestant) throws IOException, InterruptedException {
        try (MessageCounter counter = new MessageCounter(server.port())) {
            Place place = new Place(scenario.access(), counter.port(), contestant.database());
            measure.run(contestant.tool().command(place, contestant.scripts().folder()), 1);
            return counter.traffic();
        }
    }

    private Run run(Scenario scenario, Contestant contestant, SlowNetwork network)
            throws IOException, SQLException, InterruptedException {
        if (scenario.fresh()) {
            server.recreate(contestant.database(), scenario.access());
        }
        List<Measure.Copy> copies = measure.run(contestant.command(), scenario.copies());
        boolean complete = !contestant.tool().migrates() || server.holds(contestant.database(), contestant.scripts());
        if (scenario.copies() == 1 && copies.get(0).exitCode() != 0) {
            complain(contestant, "ended with code " + copies.get(0).exitCode());
        }
        return new Run(
                copies.stream().mapToLong(Measure.Copy::wallNanos).max().orElseThrow(),
                copies.stream().mapToLong(Measure.Copy::cpuMicros).sum(),
                copies.stream().mapToLong(Measure.Copy::peakKib).max().orElseThrow(),
                copies.stream().map(Measure.Copy::exitCode).toList(),
                complete,
                scenario.delayed() ? Optional.of(network.traffic()) : Optional.empty());
    }

    private void complain(Contestant contestant, String reason) {
        try {
            out.printf("%s %s:%n%s%n", contestant.tool().name(), reason, measure.output().indent(4));
        } catch (IOException e) {
            out.println(e.getMessage());
        }
    }
}
