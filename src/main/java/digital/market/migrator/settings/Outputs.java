package digital.market.migrator.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run's end is told. It is read apart from the other settings and never fails, because it has to be known when
 * those are wrong.
 *
 * @param json           whether standard output gets JSON
 * @param jsonLogs       whether standard error gets JSON, line by line
 * @param reportFile     where the report is written to, too
 * @param terminationLog where the outcome is written for Kubernetes
 */
public record Outputs(boolean json, boolean jsonLogs, Optional<Path> reportFile, Path terminationLog) {

    /** The outputs that the variables and options name; a name that cannot be one counts as not given. */
    public static Outputs of(Map<String, String> environment, Map<String, String> options) {
        return new Outputs(
                value("json", environment, options).filter(text -> text.strip().equalsIgnoreCase("true")).isPresent(),
                value("log-format", environment, options).filter(text -> text.strip().equalsIgnoreCase("json")).isPresent(),
                value("report-file", environment, options).flatMap(Outputs::path),
                value("termination-log", environment, options).flatMap(Outputs::path).orElse(Path.of(Variables.TERMINATION_LOG)));
    }

    private static Optional<String> value(String name, Map<String, String> environment, Map<String, String> options) {
        return Optional.ofNullable(options.get(Variables.PREFIX + "." + name))
                .or(() -> Optional.ofNullable(environment.get(Variables.variable(name))))
                .filter(text -> !text.isEmpty());
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
