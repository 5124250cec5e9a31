package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.AdoptionReport;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.MigrationReport.Applied;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A run in this process, through the Java API, with nothing but these environment variables. */
public record MigratorRun(Map<String, String> variables) {

    /** A run of the packaged migrations against this database. */
    public static MigratorRun on(TestDatabase database) {
        return new MigratorRun(database.environment());
    }

    /** A run of the scripts in this folder against this database. */
    public static MigratorRun on(TestDatabase database, Path folder) {
        return on(database).with("MIGRATOR_LOCATIONS", "filesystem:" + folder);
    }

    /** The same run with one more variable. */
    public MigratorRun with(String variable, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(variable, value);
        return new MigratorRun(Map.copyOf(more));
    }

    /** Runs, which has to succeed. */
    public MigrationReport succeeds() {
        return MigrationEnvironment.of(variables).runMigrationsOnline();
    }

    /** Runs, which has to succeed, and gives the scripts that were applied. */
    public List<String> applies() {
        return scripts(succeeds());
    }

    /** Runs, which has to fail with this outcome. */
    public Failure failsWith(Outcome outcome) {
        return failure(outcome, this::succeeds).failure();
    }

    /** Runs, which has to fail with this outcome, and gives the report of what was done before that. */
    public MigrationReport reportsFailure(Outcome outcome) {
        return (MigrationReport) failure(outcome, this::succeeds).report().orElseThrow();
    }

    /** Begins to run on another thread. */
    public CompletableFuture<MigrationReport> start() {
        return MigrationEnvironment.of(variables).runAsyncMigrations().toCompletableFuture();
    }

    /** Adopts, which has to succeed. */
    public AdoptionReport adopts() {
        return MigrationEnvironment.resultOf(MigrationEnvironment.of(variables).adopt().toCompletableFuture());
    }

    /** Adopts, which has to fail with this outcome. */
    public Failure failsToAdopt(Outcome outcome) {
        return failure(outcome, this::adopts).failure();
    }

    /** The scripts that the report says were applied. */
    public static List<String> scripts(Report report) {
        return ((MigrationReport) report).applied().stream().map(Applied::script).toList();
    }

    private static MigrationException failure(Outcome outcome, Supplier<? extends Report> run) {
        try {
            Report report = run.get();
            throw new AssertionError("The run was to fail with " + outcome + ", but: " + report.summary());
        } catch (MigrationException e) {
            assertThat(e.outcome()).as(e.failure().toString()).isEqualTo(outcome);
            return e;
        }
    }
}
