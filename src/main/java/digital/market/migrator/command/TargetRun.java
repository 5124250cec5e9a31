package digital.market.migrator.command;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import digital.market.migrator.settings.Settings;
import digital.market.migrator.settings.SettingsReader;
import picocli.CommandLine.Model.CommandSpec;

/** One run against the target, from the settings to the outcome. A signal cancels it, and that is reported too. */
record TargetRun(Map<String, String> environment, Map<String, String> options, Reporter reporter) {

    /** The run of a command with the options that it was given. */
    static TargetRun of(CommandSpec spec, SettingOptions options) {
        return new TargetRun(System.getenv(), options.values(), Reporter.of(spec, options.values()));
    }

    /** Runs what the command stands for. */
    <R extends Report> Outcome call(Function<MigrationEnvironment, CompletionStage<R>> command) {
        return reporter.report(() -> SettingsReader.read(environment, options), settings -> result(settings, command));
    }

    private <R extends Report> R result(Settings settings, Function<MigrationEnvironment, CompletionStage<R>> command) {
        Signals signals = Signals.heard();
        try {
            CompletableFuture<R> run = command.apply(MigrationEnvironment.of(settings)).toCompletableFuture();
            signals.cancel(run);
            return MigrationEnvironment.resultOf(run);
        } catch (MigrationException e) {
            throw e.outcome() == Outcome.TERMINATED ? signals.explain(e) : e;
        }
    }
}
