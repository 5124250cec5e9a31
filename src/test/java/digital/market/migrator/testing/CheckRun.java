package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.CheckReport;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A check in this process, through the Java API, with nothing but these environment variables. */
public record CheckRun(Map<String, String> variables) {

    /** A check of this database against the packaged migrations. */
    public static CheckRun on(TestDatabase database) {
        return new CheckRun(database.environment());
    }

    /** A check of this database against the scripts in this folder. */
    public static CheckRun on(TestDatabase database, Path folder) {
        return on(database).with("MIGRATOR_LOCATIONS", "filesystem:" + folder);
    }

    /** The same check with one more variable. */
    public CheckRun with(String variable, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(variable, value);
        return new CheckRun(Map.copyOf(more));
    }

    /** Checks; all has to be in order. */
    public CheckReport succeeds() {
        return MigrationEnvironment.resultOf(MigrationEnvironment.of(variables).check().toCompletableFuture());
    }

    /** Checks, which has to end with this outcome. */
    public CheckReport endsWith(Outcome outcome) {
        try {
            CheckReport report = succeeds();
            throw new AssertionError("The check was to end with " + outcome + ", but: " + report.summary());
        } catch (MigrationException e) {
            assertThat(e.outcome()).as(e.failure().toString()).isEqualTo(outcome);
            return (CheckReport) e.report().orElseThrow();
        }
    }
}
