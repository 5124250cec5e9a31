package digital.market.migrator.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All that one run of the benchmark found out. */
record Results(Map<String, String> facts, List<Measured> scenarios) {

    /** One scenario and all who took part in it. */
    record Measured(Scenario scenario, List<Contestant> contestants) {

        /** The median of the tool of this name with so many scripts, in milliseconds, if it was measured. */
        Optional<Double> wall(String tool, int scripts) {
            return contestants.stream()
                    .filter(contestant -> contestant.tool().name().equals(tool) && contestant.scripts().count() == scripts)
                    .filter(contestant -> !contestant.runs().isEmpty())
                    .findFirst().map(Contestant::wall);
        }

        /** What the others are compared with here. */
        List<String> references() {
            return Tools.REFERENCES.stream()
                    .filter(reference -> contestants.stream().anyMatch(one -> one.tool().name().equals(reference))).toList();
        }

        /** How long it took beside the tool of this name with so many scripts. */
        String ratio(Contestant contestant, String reference, int scripts) {
            return wall(reference, scripts)
                    .map(wall -> String.format(Locale.ROOT, "%.2f", contestant.wall() / wall)).orElse("–");
        }

        /** Whether the tools have different numbers of scripts. */
        boolean comparesCounts() {
            return contestants.stream().map(contestant -> contestant.scripts().count()).distinct().count() > 1;
        }

        /** How the tables call a contestant. */
        String label(Contestant contestant) {
            String name = contestant.tool().name();
            return comparesCounts() ? "%s, %,d migrations".formatted(name, contestant.scripts().count()) : name;
        }
    }
}
