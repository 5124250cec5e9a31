package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** How a run ends that the program refuses: with a code and sentences, without a stack trace and without a secret. */
public final class Refusal {

    private Refusal() {
    }

    /**
     * Fails unless the run ended so.
     *
     * @param secret what must not be printed
     * @param words  what has to be printed on standard error
     */
    public static void assertRefused(ProgramRun run, int exitCode, String secret, String... words) {
        run.exitedWith(exitCode);
        assertThat(run.stderr()).as(run.toString()).contains(words);
        assertNoTrace(run);
        assertThat(run.stdout() + run.stderr()).as(run.toString()).doesNotContain(secret);
    }

    /** Fails if the run printed a stack trace. */
    public static void assertNoTrace(ProgramRun run) {
        assertThat((run.stdout() + "\n" + run.stderr()).lines()).as(run.toString())
                .noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by") || line.contains("Exception: "));
    }
}
