package digital.market.migrator.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import digital.market.migrator.report.MigrationReport.Applied;
import digital.market.migrator.report.MigrationReport.Dropped;

/** What a run has applied so far and what it is at. A failed run's report is made of this too. */
final class Progress {

    private final List<Applied> applied = new ArrayList<>();
    private final List<Dropped> dropped = new ArrayList<>();
    private List<InvalidIndex> left = List.of();
    private Optional<Migration> running = Optional.empty();
    private boolean inTransaction = true;
    private long began;
    private Optional<Duration> took = Optional.empty();

    /** The run begins anew over another session; what was applied before stays applied. */
    void again() {
        running = Optional.empty();
        inTransaction = true;
        failed();
    }

    /** The next script begins, so that the one before it is applied. */
    void begin(Migration migration, boolean runsInTransaction) {
        settle();
        running = Optional.of(migration);
        inTransaction = runsInTransaction;
        began = System.nanoTime();
    }

    /** The script is through. Its history row and its commit are still to come. */
    void scriptEnded() {
        took = Optional.of(Duration.ofNanos(System.nanoTime() - began));
    }

    /** What was open in the session is committed: the script that is through, with its history row, unless it runs outside. */
    void committed() {
        if (inTransaction && took.isPresent()) {
            settle();
        }
    }

    /** All went well up to here. */
    void settle() {
        took.ifPresent(time -> running.ifPresent(done -> applied.add(
                new Applied(done.script(), done.version().map(Version::text), done.description(), time))));
        took = Optional.empty();
        running = Optional.empty();
        inTransaction = true;
    }

    /** What was running did not come through. */
    void failed() {
        took = Optional.empty();
    }

    /** What was applied belongs to a transaction that has been rolled back. */
    void takeBack() {
        takeBackTo(0);
    }

    /** What was applied after the first so many belongs to a transaction that has been rolled back. */
    void takeBackTo(int count) {
        applied.subList(Math.min(count, applied.size()), applied.size()).clear();
    }

    /** An INVALID index was dropped, so that the script builds it anew. */
    void dropped(InvalidIndex index, Migration script) {
        dropped.add(new Dropped(index.name(), index.table(), script.script()));
    }

    List<Dropped> dropped() {
        return List.copyOf(dropped);
    }

    /** The script that is running, or has failed, leaves these. */
    void leaves(List<InvalidIndex> indexes) {
        left = indexes;
    }

    List<InvalidIndex> left() {
        return left;
    }

    List<Applied> applied() {
        return List.copyOf(applied);
    }

    /** The migration whose script is running. */
    Optional<Migration> running() {
        return running;
    }

    /** Whether what is running now is rolled back if it fails. */
    boolean inTransaction() {
        return inTransaction;
    }
}
