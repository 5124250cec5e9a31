package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;

/** A run over a connection of the test's. Its variables name no database, since it needs none. */
public record CallerRun(Map<String, String> variables) {

    /** A run of the scripts in this folder. */
    public static CallerRun of(Path folder) {
        return new CallerRun(Map.of("MIGRATOR_LOCATIONS", "filesystem:" + folder));
    }

    /** The same run with one more variable. */
    public CallerRun with(String variable, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(variable, value);
        return new CallerRun(Map.copyOf(more));
    }

    /** Runs, which has to succeed. */
    public MigrationReport over(Connection connection) {
        return MigrationEnvironment.of(variables).doRunMigrations(connection);
    }

    /** Runs, which has to fail with this outcome. */
    public MigrationException failsOver(Connection connection, Outcome outcome) {
        try {
            MigrationReport report = over(connection);
            throw new AssertionError("The run was to fail with " + outcome + ", but: " + report.summary());
        } catch (MigrationException e) {
            assertThat(e.outcome()).as(e.failure().toString()).isEqualTo(outcome);
            return e;
        }
    }
}
