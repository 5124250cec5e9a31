package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.testing.HostileServer;
import digital.market.migrator.testing.HostileWay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a server does, a run ends within its budgets, with a sentence, and not as a bug of ours. Floods are {@code HostileServerIT}'s. */
class HostileServerTest {

    private static final int AT_ONCE = 12;

    private static ExecutorService runners;
    private static Map<HostileWay, CompletableFuture<MigrationException>> runs;

    private static Stream<HostileWay> ways() {
        return Stream.of(HostileWay.values()).filter(way -> !way.floods());
    }

    /** Most of them wait for a budget to be over, so that many at once take little longer than one. */
    @BeforeAll
    static void run() {
        runners = Executors.newFixedThreadPool(AT_ONCE);
        runs = ways().collect(Collectors.toMap(Function.identity(), way -> CompletableFuture.supplyAsync(() -> failure(way), runners)));
    }

    @AfterAll
    static void end() {
        runners.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRunEnds(HostileWay way) {
        MigrationException failure = runs.get(way).join();

        assertThat(failure.outcome().exitCode()).as(failure.failure().toString()).isEqualTo(way.exitCode());
        assertThat(failure.getMessage()).doesNotContain(" null", "Exception:");
    }

    private static MigrationException failure(HostileWay way) {
        try (HostileServer server = HostileServer.that(way)) {
            return catchThrowableOfType(MigrationException.class, () -> MigrationEnvironment.of(server.environment()).runMigrationsOnline());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
