package digital.market.migrator.bench;

import digital.market.migrator.bench.Results.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** How far this project's bounds are met: the one place that says what is faster than what. */
record Bounds(Results results) {

    /**
     * One bound.
     *
     * @param what     what is measured
     * @param most     how much it may be
     * @param measured what it is, if it was measured
     */
    private record Bound(String what, double most, Optional<Double> measured) {

        String row() {
            String verdict = measured.map(value -> value <= most ? "met" : "missed").orElse("");
            return "| %s | %s | %s | %s |%n".formatted(what, figure(most), measured.map(Bound::figure).orElse("not measured"), verdict);
        }

        private static String figure(double value) {
            return value == Math.rint(value) && value > 10 ? "%.0f".formatted(value) : String.format(Locale.ROOT, "%.2f", value);
        }
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder("| what | at most | measured |  |\n|---|--:|--:|---|\n");
        all().forEach(bound -> table.append(bound.row()));
        return table.toString();
    }

    private List<Bound> all() {
        List<Bound> bounds = new ArrayList<>();
        for (Access access : Access.values()) {
            boolean trust = access == Access.TRUST;
            Predicate<Scenario> nothing = scenario -> scenario.key().equals("nothing") && scenario.access() == access;
            bounds.add(beside(Tools.GOLANG_MIGRATE, trust ? 0.85 : 1.0, "nothing to do, " + access.words(), nothing));
            bounds.add(beside(Tools.GOOSE, trust ? 1.0 : 1.2, "nothing to do, " + access.words(), nothing));
        }
        bounds.add(beside(Tools.GOOSE, 0.85, "nothing to do, 1 ms of network delay",
                scenario -> !scenario.fresh() && scenario.delay().equals(Scenario.NEAR)));
        Predicate<Scenario> five = scenario -> scenario.key().equals("five");
        bounds.add(beside(Tools.DBMATE, 0.75, "five migrations", five));
        bounds.add(beside(Tools.GOOSE, 1.1, "five migrations", five));
        bounds.add(new Bound("five migrations, round trips", 32, ours(scenario -> scenario.fresh() && scenario.delayed(), Scripts.FEWEST)
                .map(ours -> ours.figures(run -> run.traffic().orElseThrow().roundTrips()).median())));
        bounds.add(besideItself(1_000, 1.3));
        bounds.add(besideItself(10_000, 6));
        return bounds;
    }

    private Bound beside(String peer, double most, String what, Predicate<Scenario> where) {
        return new Bound(what + ", ÷ " + peer, most, find(where).flatMap(measured -> ratio(
                measured.wall(Tools.OURS, Scripts.FEWEST), measured.wall(peer, Scripts.FEWEST))));
    }

    private Bound besideItself(int scripts, double most) {
        return new Bound("nothing to do, %,d migrations applied, ÷ five".formatted(scripts), most,
                find(scenario -> scenario.key().equals("many")).flatMap(measured -> ratio(
                        measured.wall(Tools.OURS, scripts), measured.wall(Tools.OURS, Scripts.FEWEST))));
    }

    private static Optional<Double> ratio(Optional<Double> one, Optional<Double> other) {
        return one.flatMap(value -> other.map(divisor -> value / divisor));
    }

    private Optional<Contestant> ours(Predicate<Scenario> where, int scripts) {
        return find(where).stream().flatMap(measured -> measured.contestants().stream())
                .filter(contestant -> contestant.tool().name().equals(Tools.OURS) && contestant.scripts().count() == scripts)
                .filter(contestant -> !contestant.runs().isEmpty()).findFirst();
    }

    private Optional<Measured> find(Predicate<Scenario> where) {
        return results.scenarios().stream().filter(measured -> where.test(measured.scenario())).findFirst();
    }
}
