package digital.market.migrator.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.FailureReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;

/** Tells why the program does not start: it is run in a folder that is gone, or Quarkus cannot use variables of its own. */
public final class FailedStart {

    private static final Pattern PROPERTY = Pattern.compile("quarkus\\.[\\w.-]+");

    private FailedStart() {
    }

    /** Whether the working directory was deleted. A native program can then open no file at all; a JVM does not get here. */
    public static boolean isWithoutWorkingDirectory() {
        try {
            return System.getProperty("user.dir") == null;
        } catch (Error e) {
            return true;
        }
    }

    /**
     * Tells it on standard output and error alone.
     *
     * @return the exit code
     */
    public static int tellOfWorkingDirectory(Map<String, String> environment) {
        Failure failure = Failure.of(Outcome.CONFIGURATION, "The working directory has been deleted, so that no file can be opened.")
                .withAdvice("Start market-migrator in another one, such as /.");
        Reporter.of(environment).print(new FailureReport(failure));
        return failure.outcome().exitCode();
    }

    /**
     * Tells why Quarkus has not started, without the values, of which one may be a secret.
     *
     * @return the exit code
     */
    public static int tell(Throwable failure, String[] arguments, Map<String, String> environment) {
        List<String> set = environment.keySet().stream().filter(DirectRun::isOfQuarkus).sorted().toList();
        Report report = set.isEmpty() ? Reporter.bug(failure)
                : new FailureReport(Failure.of(Outcome.CONFIGURATION, named(failure, set) + ", so that it does not start.")
                        .withAdvice("Correct it, or take it out: market-migrator needs no variable of Quarkus."));
        Reporter.of(environment, OutputOptions.in(arguments)).tell(report);
        return report.outcome().exitCode();
    }

    private static String named(Throwable failure, List<String> set) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher property = PROPERTY.matcher(String.valueOf(cause.getMessage()));
            while (property.find()) {
                String variable = property.group().toUpperCase(Locale.ROOT).replaceAll("\\W", "_");
                if (set.contains(variable)) {
                    return variable + " has a value that Quarkus cannot use";
                }
            }
        }
        return "Quarkus cannot use the value of " + String.join(", or of ", set);
    }
}
