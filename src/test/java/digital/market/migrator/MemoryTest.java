package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Memory that does not suffice is no bug. */
class MemoryTest {

    @Test
    void whatWouldSufficeIsSaid() {
        CompletableFuture<Report> run = CompletableFuture.supplyAsync(() -> {
            throw new IllegalStateException(new OutOfMemoryError("Java heap space"));
        });

        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> MigrationEnvironment.resultOf(run));

        assertThat(failure.outcome()).isEqualTo(Outcome.CONFIGURATION);
        assertThat(failure.failure().message()).startsWith("The memory does not suffice for these scripts: at most ").endsWith(" MiB can be used.");
        assertThat(failure.failure().advice()).get().asString().contains("memory limit");
    }
}
