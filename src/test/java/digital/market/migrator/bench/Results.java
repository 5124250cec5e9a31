package digital.market.migrator.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that one run of the benchmark found out. */
record Results(Map<String, String> facts, List<Measured> scenarios) {

    /** One scenario and all who took part in it. */
    record Measured(Scenario scenario, List<Contestant> contestants) {

        /** The median of the tool of this name with the fewest scripts, in milliseconds, if it was measured. */
        Optional<Double> wall(String tool) {
            return contestants.stream()
                    .filter(contestant -> contestant.tool().name().equals(tool) && !contestant.runs().isEmpty())
                    .findFirst().map(Contestant::wall);
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
