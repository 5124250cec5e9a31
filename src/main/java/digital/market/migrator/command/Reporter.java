package digital.market.migrator.command;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.FailureReport;
import digital.market.migrator.report.FileFailure;
import digital.market.migrator.report.JsonReport;
import digital.market.migrator.report.Log;
import digital.market.migrator.report.Masked;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import digital.market.migrator.report.TerminationMessage;
import digital.market.migrator.report.TextReport;
import digital.market.migrator.report.WholeFile;
import digital.market.migrator.settings.Mask;
import digital.market.migrator.settings.Outputs;
import digital.market.migrator.settings.Settings;
import picocli.CommandLine.Model.CommandSpec;

/** Tells how a run ended: on standard output and error, in the report file, and to Kubernetes. */
record Reporter(Outputs outputs, PrintWriter out, PrintWriter err, Masked masked) {

    private static final Logger LOG = Logger.getLogger(Reporter.class);

    /** A reporter for a run that the environment alone tells what to do. */
    static Reporter of(Map<String, String> environment) {
        return of(environment, Map.of());
    }

    /** A reporter for a run that no command has begun. */
    static Reporter of(Map<String, String> environment, Map<String, String> options) {
        return new Reporter(Outputs.of(environment, options), writer(System.out), writer(System.err), Masked.NOTHING);
    }

    /** Text for a stream, in UTF-8 whatever the locale. */
    static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** A reporter for a command and the options that it was given. */
    static Reporter of(CommandSpec spec, Map<String, String> options) {
        return new Reporter(Outputs.of(System.getenv(), options), spec.commandLine().getOut(), spec.commandLine().getErr(), Masked.NOTHING);
    }

    /** The same reporter, but that it leaves standard output to others. */
    Reporter withoutStandardOutput() {
        return new Reporter(outputs, new PrintWriter(Writer.nullWriter()), err, masked);
    }

    /** The same reporter, and a log, that hide the values of secrets. */
    private Reporter hiding(Mask mask) {
        Log.mask(mask::over);
        return new Reporter(outputs, out, err, new Masked(mask::over));
    }

    /** Reads the settings, runs, and tells how that ended, whatever happens. */
    Outcome report(Supplier<Settings> settings, Function<Settings, ? extends Report> run) {
        AtomicReference<Reporter> reporter = new AtomicReference<>(this);
        Report report = reportOf(() -> {
            Settings read = settings.get();
            reporter.set(hiding(read.mask()));
            warn(read.warnings());
            return run.apply(read);
        });
        reporter.get().tell(report);
        return report.outcome();
    }

    /** Tells how a run ended. */
    void tell(Report report) {
        print(report);
        outputs.reportFile().ifPresent(file -> writeReport(report, file));
        writeTerminationMessage(report);
    }

    void warn(List<String> warnings) {
        warnings.forEach(LOG::warn);
    }

    boolean json() {
        return outputs.json();
    }

    private static Report reportOf(Supplier<? extends Report> run) {
        try {
            return run.get();
        } catch (MigrationException e) {
            return e.report().orElseGet(() -> new FailureReport(e.failure()));
        } catch (RuntimeException e) {
            return bug(e);
        }
    }

    /** Logs what only a bug can have thrown, and gives what is told of it. */
    static Report bug(Throwable thrown) {
        LOG.error("This is a bug in market-migrator; please report it with these lines.", thrown);
        return new FailureReport(Failure.of(Outcome.UNEXPECTED, "Something went wrong that should not: " + thrown + "."));
    }

    /** Tells it on standard output and error alone. */
    void print(Report report) {
        TextReport text = new TextReport(out, err, masked);
        if (json()) {
            out.println(JsonReport.text(report, masked));
            out.flush();
        } else {
            text.print(report);
        }
        report.failure().ifPresent(failure -> {
            if (outputs.jsonLogs()) {
                LOG.error(masked.over(report).summary());
            } else {
                text.print(failure);
            }
        });
    }

    /** A report that cannot be written to its file changes nothing about the run. */
    private void writeReport(Report report, Path file) {
        try {
            WholeFile.write(file, JsonReport.text(report, masked) + "\n");
        } catch (IOException e) {
            LOG.warnf("The report could not be written to %s: %s.", file, FileFailure.reason(e));
        }
    }

    private void writeTerminationMessage(Report report) {
        try {
            TerminationMessage.write(report, masked, outputs.terminationLog());
        } catch (IOException e) {
            LOG.warnf("The termination message could not be written to %s: %s.", outputs.terminationLog(), FileFailure.reason(e));
        }
    }
}
