package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Adopted;
import digital.market.migrator.report.MigrationReport.Applied;
import digital.market.migrator.report.MigrationReport.Dropped;

/**
 * What a run has done so far and what it is at. A failed run's report is made of this too, so that only what was seen committed
 * counts as applied. A COMMIT without an answer is neither: what became of it is learnt from the history, when that is read again.
 */
final class Progress {

    private final List<Applied> applied = new ArrayList<>();
    private final List<Dropped> dropped = new ArrayList<>();
    private final List<Applied> unanswered = new ArrayList<>();
    private Optional<Adopted> adopted = Optional.empty();
    private Optional<Adopted> adoptedBefore = Optional.empty();
    private Optional<Adopted> unansweredAdoption = Optional.empty();
    private List<InvalidIndex> left = List.of();
    private Optional<Migration> running = Optional.empty();
    private Optional<Migration> latest = Optional.empty();
    private Optional<Applied> through = Optional.empty();
    private Stage stage = Stage.SCRIPT;
    private boolean inTransaction = true;
    private long began;
    private int opened;
    private int lastRank;

    /** The run begins, or begins anew over another session; what was applied before stays applied. */
    void again() {
        running = Optional.empty();
        inTransaction = true;
        failed();
    }

    /** A transaction of several scripts begins, which is committed or rolled back as a whole. */
    void opens() {
        opened = applied.size();
        adoptedBefore = adopted;
    }

    /** It is committed: what fails from here on, as its session is given back, takes nothing of it away. */
    void closes() {
        opens();
    }

    /** The next script begins, so that the one before it is applied. */
    void begin(Migration migration, boolean runsInTransaction) {
        settle();
        running = Optional.of(migration);
        latest = running;
        stage = Stage.SCRIPT;
        inTransaction = runsInTransaction;
        began = System.nanoTime();
    }

    /** The script is through. Its history row and its commit are still to come. */
    void scriptEnded() {
        through = running.map(done -> new Applied(done.script(), done.version().map(Version::text), done.description(),
                Duration.ofNanos(System.nanoTime() - began)));
        stage = Stage.HISTORY;
    }

    /** What is open in the session is going to be committed. */
    void commits() {
        if (isOpen()) {
            stage = Stage.COMMIT;
        }
    }

    /** It is committed: the script that is through, with its history row, unless it runs outside. */
    void committed() {
        if (isOpen()) {
            settle();
        }
    }

    /** Whether a commit is this script's. */
    private boolean isOpen() {
        return inTransaction && through.isPresent();
    }

    /** All went well up to here. */
    void settle() {
        through.ifPresent(applied::add);
        through = Optional.empty();
        running = Optional.empty();
        inTransaction = true;
    }

    /** What is open in the session is rolled back. */
    void rollsBack() {
        if (inTransaction) {
            failed();
        }
    }

    /** What was running did not come through. */
    void failed() {
        through = Optional.empty();
    }

    /** The last message to the server failed like this: with its answer lost, a commit or a history row may have come through. */
    void failed(SQLException error) {
        if (SqlStates.connectionLost(error) && (stage == Stage.COMMIT || !inTransaction)) {
            through.ifPresent(unanswered::add);
        }
        failed();
    }

    /** The open transaction has been rolled back. */
    void takeBack() {
        applied.subList(Math.min(opened, applied.size()), applied.size()).clear();
        adopted = adoptedBefore;
    }

    /** The open transaction was to be committed, and the server has not said whether it is. */
    void commitUnanswered() {
        unanswered.addAll(applied.subList(opened, applied.size()));
        unansweredAdoption = adopted;
        takeBack();
    }

    /** Whether it is not known of something whether it is committed. */
    boolean isUnanswered() {
        return !unanswered.isEmpty() || unansweredAdoption.isPresent();
    }

    /** The scripts of which it is not known whether they are applied, or taken over. */
    List<String> unanswered() {
        return Stream.concat(unansweredAdoption.stream().flatMap(taken -> taken.scripts().stream()).map(Adopted.Script::script),
                unanswered.stream().map(Applied::script)).toList();
    }

    /**
     * The history has been read: what had no answer is applied if its rows are there.
     *
     * @param locked whether nobody else can write there, so that rows which are missing now do not come any more
     */
    void learn(History history, boolean locked) {
        List<String> since = history.rows().stream().filter(row -> row.rank() > lastRank && row.success()).map(AppliedMigration::script).toList();
        boolean committed = history.exists() && since.containsAll(unanswered());
        if (committed) {
            applied.addAll(unanswered);
            adopted = unansweredAdoption.or(() -> adopted);
        }
        if (committed || locked) {
            unanswered.clear();
            unansweredAdoption = Optional.empty();
        }
        if (!isUnanswered()) {
            lastRank = history.rows().stream().mapToInt(AppliedMigration::rank).max().orElse(0);
        }
    }

    /** What Alembic had made is taken over. */
    void adopted(Adopted taken) {
        adopted = Optional.of(taken);
    }

    Optional<Adopted> adopted() {
        return adopted;
    }

    /** Whether this run has changed anything. */
    boolean hasDoneSomething() {
        return !applied.isEmpty() || adopted.isPresent();
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

    /** The migration whose script is running, or is to be entered in the history and committed. */
    Optional<Migration> running() {
        return running;
    }

    /** The migration that ran last, in a transaction that may still be open. */
    Optional<Migration> latest() {
        return latest;
    }

    /** How far the migration has come that is running, or has failed. */
    Stage stage() {
        return stage;
    }

    /** Whether what is running now is rolled back if it fails. */
    boolean inTransaction() {
        return inTransaction;
    }
}
