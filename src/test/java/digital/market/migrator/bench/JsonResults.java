package digital.market.migrator.bench;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every figure of every run; a line for each tool in each scenario, with its runs in the order in which they took place. */
record JsonResults(Results results) {

    @Override
    public String toString() {
        JsonObjectBuilder facts = Json.createObjectBuilder();
        results.facts().forEach(facts::add);
        return "{\"facts\": %s,%n\"results\": [%n%s%n]}%n".formatted(facts.build(), results.scenarios().stream()
                .flatMap(measured -> measured.contestants().stream()
                        .map(contestant -> line(measured.scenario(), contestant).toString()))
                .collect(Collectors.joining(",\n")));
    }

    private static JsonObject line(Scenario scenario, Contestant contestant) {
        JsonObjectBuilder line = Json.createObjectBuilder()
                .add("scenario", scenario.title())
                .add("tool", contestant.tool().name())
                .add("migrations", contestant.scripts().count())
                .add("copies", scenario.copies());
        contestant.failure().ifPresent(reason -> line.add("failure", reason));
        line.add("wallNanoseconds", each(contestant, run -> run.wallNanos()))
                .add("cpuMicroseconds", each(contestant, run -> run.cpuMicros()))
                .add("peakKib", each(contestant, run -> run.peakKib()));
        if (scenario.delayed()) {
            line.add("roundTrips", each(contestant, run -> run.traffic().orElseThrow().roundTrips()))
                    .add("connections", each(contestant, run -> run.traffic().orElseThrow().connections()));
        }
        contestant.messages().ifPresent(said -> line.add("messagesSent", said.messages()).add("connectionsOpened", said.connections()));
        JsonArrayBuilder exitCodes = Json.createArrayBuilder();
        JsonArrayBuilder complete = Json.createArrayBuilder();
        for (Run run : contestant.runs()) {
            exitCodes.add(Json.createArrayBuilder(run.exitCodes()));
            complete.add(run.complete());
        }
        return line.add("exitCodes", exitCodes).add("complete", complete).build();
    }

    private static JsonArrayBuilder each(Contestant contestant, Function<Run, Number> figure) {
        JsonArrayBuilder figures = Json.createArrayBuilder();
        contestant.runs().forEach(run -> figures.add(figure.apply(run).longValue()));
        return figures;
    }
}
