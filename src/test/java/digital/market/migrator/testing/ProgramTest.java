package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramTest {

    private static final Program SHELL = new Program(List.of("/bin/sh", "-c"));

    @Test
    void aRunTellsWhatWasPrintedAndHowItEnded() {
        ProgramRun run = SHELL.run(Map.of("GREETING", "Grüße"), "echo \"$GREETING\"; echo oops >&2; exit 7");

        assertThat(run.exitedWith(7).stdout()).isEqualTo("Grüße\n");
        assertThat(run.stderr()).isEqualTo("oops\n");
        assertThatThrownBy(() -> run.exitedWith(0)).isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("GREETING=Grüße", "exit code: 7", "oops");
    }

    @Test
    void theProgramSeesNoMoreOfTheEnvironmentThanItIsGiven() {
        ProgramRun run = SHELL.run(Map.of("DATABASE_URL", "postgresql://here"), "env");

        assertThat(run.stdout().lines().map(line -> line.split("=")[0]))
                .contains("DATABASE_URL", "PATH")
                // PWD, SHLVL and _ come from the shell.
                .isSubsetOf("DATABASE_URL", "PATH", "HOME", "LANG", "PWD", "OLDPWD", "SHLVL", "_");
    }

    @Test
    void aSignalReachesTheRunningProgram() {
        try (RunningProgram running = SHELL.start(Map.of(), "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.1; done")) {
            Eventually.holds("the shell is ready", () -> !running.isRunning() || running.stdout().contains("ready"));
            running.signal("TERM");

            assertThat(running.await().exitedWith(3).stdout()).isEqualTo("ready\nbye\n");
        }
    }
}
