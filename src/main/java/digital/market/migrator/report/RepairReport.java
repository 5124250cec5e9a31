package digital.market.migrator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

/**
 * What {@code repair} found, and what it mended.
 *
 * @param header  what every report begins with
 * @param mends   what it can mend, or has mended
 * @param done    whether it has
 * @param unanswered what it was to commit, without learning whether it did
 * @param byHand  what it leaves to people
 * @param failure why the history is not in order in the end, if it is not
 */
public record RepairReport(Header header, List<Item> mends, boolean done, Unanswered unanswered, List<Item> byHand,
                           Optional<Failure> failure) implements Report {

    /**
     * One thing that is not in order.
     *
     * @param problem what it is, in a sentence
     * @param remedy  what repair does about it, or what people can do, in one or more sentences; none if the problem says it
     */
    public record Item(String problem, Optional<String> remedy) {

        /** A problem and its remedy. */
        public static Item of(String problem, String remedy) {
            return new Item(problem, Optional.of(remedy));
        }

        /** The same without what the mask hides; a remedy that holds such a thing is not given. */
        public Item masked(UnaryOperator<String> mask) {
            return new Item(mask.apply(problem), remedy.filter(text -> mask.apply(text).equals(text)));
        }

        private String text() {
            return problem + remedy.map(sentence -> " " + sentence).orElse("");
        }
    }

    @Override
    public String success() {
        return (mends.isEmpty() ? "Nothing to mend: " : "Mended " + count(mends.size()) + ": ") + "the history of " + header.place() + " is in order"
                + (byHand.isEmpty() ? "." : "; what is marked with ! is left to you.");
    }

    /** So many things. */
    public static String count(int things) {
        return things == 1 ? "1 thing" : things + " things";
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        mends.forEach(item -> lines.add((done ? "✓ " : "· ") + item.text()));
        unanswered.lines().forEach(lines::add);
        byHand.forEach(item -> lines.add("! " + item.text()));
        return lines;
    }

    @Override
    public void addTo(JsonObjectBuilder json) {
        json.add("mended", done).add("mends", json(mends)).add("byHand", json(byHand));
        unanswered.addTo(json);
    }

    private static JsonArrayBuilder json(List<Item> items) {
        JsonArrayBuilder array = JsonReport.JSON.createArrayBuilder();
        items.forEach(item -> {
            JsonObjectBuilder one = JsonReport.JSON.createObjectBuilder().add("problem", item.problem());
            item.remedy().ifPresent(remedy -> one.add("remedy", remedy));
            array.add(one);
        });
        return array;
    }

    @Override
    public RepairReport withFailure(Failure other) {
        return new RepairReport(header, mends, done, unanswered, byHand, Optional.of(other));
    }
}
