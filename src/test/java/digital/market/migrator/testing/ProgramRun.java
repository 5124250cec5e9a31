package digital.market.migrator.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run of the program, from its start to its end.
 *
 * @param command     what was run, with its arguments
 * @param environment what it was given beside {@code PATH}, {@code HOME} and {@code LANG}
 * @param exitCode    128 and the number of the signal, where one ended it
 * @param stdout      all that it printed on standard output
 * @param stderr      all that it printed on standard error
 */
public record ProgramRun(List<String> command, Map<String, String> environment, int exitCode, String stdout, String stderr) {

    /** This run, if it ended with the given code; otherwise the test fails and shows the whole run. */
    public ProgramRun exitedWith(int expected) {
        if (exitCode != expected) {
            throw new AssertionError("Expected exit code %d but was:%n%s".formatted(expected, this));
        }
        return this;
    }

    /** The whole run: AssertJ shows it when an assertion on the run fails. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(environment).forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.append("$ ").append(String.join(" ", command))
                .append("\nexit code: ").append(exitCode)
                .append("\n-- stdout --\n").append(stdout)
                .append("\n-- stderr --\n").append(stderr)
                .toString();
    }
}
