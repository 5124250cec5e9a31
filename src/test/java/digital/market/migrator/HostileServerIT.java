package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.HostileServer;
import digital.market.migrator.testing.HostileWay;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the packaged program makes of a server that misbehaves, in the memory of a small container. */
@Tag("many-starts")
class HostileServerIT {

    private static final int AT_ONCE = 4;
    /** What a native program has of the chart's 64 MiB, and what a JVM starts with. */
    private static final String HEAP = "-Xmx51m";

    /** Where another command asks otherwise than migrate does. */
    private static final List<HostileWay> FOR_OTHERS = List.of(HostileWay.IS_SILENT_WHEN_ASKED, HostileWay.TRICKLES_ITS_ANSWER,
            HostileWay.ANSWERS_AN_EMPTY_QUERY_TWICE, HostileWay.ANSWERS_TOO_FEW_COLUMNS, HostileWay.TRICKLES_AN_AUTHENTICATION, HostileWay.FLOODS_ROWS);

    private static ExecutorService runners;
    private static Map<Meeting, CompletableFuture<ProgramRun>> runs;

    private record Meeting(String command, HostileWay way) {
    }

    private static Stream<Meeting> meetings() {
        return Stream.concat(Arrays.stream(HostileWay.values()).map(way -> new Meeting("migrate", way)),
                Stream.of("await", "check", "status").flatMap(command -> FOR_OTHERS.stream().map(way -> new Meeting(command, way))));
    }

    @BeforeAll
    static void run() {
        runners = Executors.newFixedThreadPool(AT_ONCE);
        runs = new HashMap<>();
        meetings().forEach(meeting -> runs.put(meeting, CompletableFuture.supplyAsync(() -> run(meeting), runners)));
    }

    @AfterAll
    static void end() {
        runners.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("meetings")
    void theProgramEnds(Meeting meeting) {
        ProgramRun run = runs.get(meeting).join().exitedWith(meeting.way().exitCode());

        assertThat(run.stderr()).as(run.toString()).doesNotContain("\tat ", "Something went wrong", "OutOfMemoryError");
    }

    private static ProgramRun run(Meeting meeting) {
        Program program = Program.packaged().light();
        try (HostileServer server = HostileServer.that(meeting.way())) {
            return program.isNative() ? program.run(server.environment(), HEAP, meeting.command()) : program.run(server.environment(), meeting.command());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
