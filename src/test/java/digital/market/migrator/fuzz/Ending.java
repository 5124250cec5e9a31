package digital.market.migrator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** How a run may end, whatever it is given: with an outcome and in words, and not as a bug. */
record Ending(Outcome outcome, String words) {

    /**
     * Runs, and fails if it ends as a bug, or in other words than an operator's.
     *
     * @param given what it was given, for the message
     */
    static Ending of(Object given, Callable<? extends Report> run) throws Exception {
        Ending ending = run(run);
        assertThat(ending.outcome()).as("%s%n%s", given, ending.words()).isNotEqualTo(Outcome.UNEXPECTED);
        assertThat(ending.words()).as("%s", given).isNotBlank().doesNotContain("Exception", "\tat ", "java.lang", "Optional[");
        return ending;
    }

    private static Ending run(Callable<? extends Report> run) throws Exception {
        try {
            return new Ending(Outcome.DONE, words(run.call()));
        } catch (MigrationException e) {
            String failure = e.getMessage() + e.failure().advice().map(advice -> "\n" + advice).orElse("");
            return new Ending(e.outcome(), e.report().map(report -> failure + "\n" + words(report)).orElse(failure));
        }
    }

    /** All that is printed of a report, for people and for machines. */
    private static String words(Report report) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        report.addTo(json);
        return report.summary() + "\n" + report.lines().stream().collect(Collectors.joining("\n")) + "\n" + json.build();
    }
}
