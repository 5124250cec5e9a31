package digital.market.migrator.command;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Masked;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Outputs;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.LogLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReporterTest {

    @TempDir
    private Path folder;

    @Test
    void aBugOnTheThreadOfTheRunIsReportedWithItsStackTrace() {
        StringWriter err = new StringWriter();
        Outputs outputs = Outputs.of(Map.of("MIGRATOR_TERMINATION_LOG", folder.resolve("log").toString()), Map.of());
        CompletableFuture<MigrationReport> run = CompletableFuture.failedFuture(new IllegalStateException("no such state"));
        try (LogLines lines = LogLines.capture()) {
            Outcome outcome = new Reporter(outputs, new PrintWriter(new StringWriter()), new PrintWriter(err, true), Masked.NOTHING)
                    .report(() -> SettingsReader.readWithoutDatabase(Map.of(), Map.of()), settings -> MigrationEnvironment.resultOf(run));

            assertThat(outcome).isEqualTo(Outcome.UNEXPECTED);
            assertThat(lines.all()).containsExactly("This is a bug in market-migrator; please report it with these lines. "
                    + "java.lang.IllegalStateException: no such state");
        }
        assertThat(err.toString()).contains("Something went wrong that should not: java.lang.IllegalStateException: no such state.");
    }
}
