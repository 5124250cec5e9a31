package digital.market.migrator.command;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;
import digital.market.migrator.settings.SettingsReader;

/** One run of {@code migrate}, from the settings to the outcome. A signal cancels it, and that is reported too. */
record MigrateRun(Map<String, String> environment, Map<String, String> options, Reporter reporter) {

    Outcome call() {
        return reporter.report(this::migrate);
    }

    private MigrationReport migrate() {
        Settings settings = SettingsReader.read(environment, options);
        reporter.warn(settings.warnings());
        CompletableFuture<MigrationReport> run = MigrationEnvironment.of(settings).runAsyncMigrations().toCompletableFuture();
        Signals signals = Signals.cancelling(run);
        try {
            return MigrationEnvironment.resultOf(run);
        } catch (MigrationException e) {
            throw e.outcome() == Outcome.TERMINATED ? signals.explain(e) : e;
        }
    }
}
