package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import digital.market.migrator.database.Backoff;
import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.Session;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.OnInvalidIndex;
import digital.market.migrator.settings.Settings;

/**
 * Sees to it that a script which runs outside a transaction finds no INVALID index in its way, which an earlier run that was
 * killed has left there and {@code IF NOT EXISTS} would take for the finished one, and that it leaves none behind.
 */
final class IndexGuard {

    private static final Logger LOG = Logger.getLogger(IndexGuard.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Settings settings;
    private final Session session;
    private final Placeholders placeholders;
    private final Progress progress;
    private final Cancellation cancellation;
    private List<InvalidIndex> before = List.of();

    IndexGuard(Settings settings, Session session, Placeholders placeholders, Progress progress, Cancellation cancellation) {
        this.settings = settings;
        this.session = session;
        this.placeholders = placeholders;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * Makes way for a script that is about to run, or refuses to, as the settings say.
     *
     * @throws MigrationException with {@link Outcome#HALF_WAY} if an index is in its way, with {@link Outcome#LOCKED} if somebody
     *                            is at work on one for longer than the settings let another migrator take
     */
    void makeWayFor(Migration script) throws SQLException {
        List<InvalidIndex> leftovers = waitForOthers(script);
        if (leftovers.isEmpty()) {
            return;
        }
        if (settings.invalidIndex() == OnInvalidIndex.FAIL) {
            throw new MigrationException(inTheWay(script, leftovers), null);
        }
        leftovers.forEach(index -> drop(index, script));
        before = InvalidIndex.in(settings.schema(), session);
    }

    /** The indexes that the script has left INVALID, now that it is through or has failed. */
    List<InvalidIndex> leftBy(Migration script) throws SQLException {
        IndexStatements statements = IndexStatements.of(script, placeholders);
        return InvalidIndex.in(settings.schema(), session).stream().filter(index -> index.isLeftover()
                && (statements.touch(index) || before.stream().noneMatch(index::isSameAs))).toList();
    }

    /** Refuses to take for applied what has left an INVALID index; the history is told what it would be told of a failure. */
    void check(Migration script) throws SQLException {
        List<InvalidIndex> left = leftBy(script);
        if (!left.isEmpty()) {
            progress.leaves(left);
            new HistoryChanges(session, new HistoryTable(settings.schema(), settings.table()), settings.historyOwner()).addFailed(script, script.checksum(placeholders));
            throw new MigrationException(failure(Outcome.HALF_WAY, script, script.script() + " ran without an error, but " + named(left)
                    + (left.size() == 1 ? " is" : " are") + " INVALID after it.")
                    .withAdvice("Run " + rebuildOrDrop(left) + ", then repair --yes and migrate."), null);
        }
    }

    /** What is INVALID because somebody is still at work on it is none of the script's, and may be in order soon. */
    private List<InvalidIndex> waitForOthers(Migration script) throws SQLException {
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        Duration waited = Duration.ZERO;
        String told = "";
        while (true) {
            List<InvalidIndex> inTheWay = inTheWayOf(script);
            Optional<InvalidIndex> atWork = inTheWay.stream().filter(index -> index.builder().isPresent()).findFirst();
            if (atWork.isEmpty()) {
                cancellation.runs(script.script());
                return inTheWay;
            }
            String sentence = script.script() + " has to wait: " + atWork.get().atWork();
            if (waited.compareTo(settings.lockWait()) >= 0) {
                throw new MigrationException(failure(Outcome.LOCKED, script, sentence + " Waited " + waited.toMillis() + " ms.")
                        .withAdvice("Let that finish and run again, or raise MIGRATOR_LOCK_WAIT; if it hangs, end it with "
                                + "SELECT pg_terminate_backend(pid)."), null);
            }
            if (!sentence.equals(told)) {
                LOG.info(sentence);
                told = sentence;
            }
            cancellation.waitsFor(script.script(), "the end of the work on the index " + atWork.get().quoted());
            Duration pause = backoff.next();
            cancellation.pause(pause);
            waited = waited.plus(pause);
        }
    }

    private List<InvalidIndex> inTheWayOf(Migration script) throws SQLException {
        before = InvalidIndex.in(settings.schema(), session);
        if (before.isEmpty()) {
            return List.of();
        }
        IndexStatements statements = IndexStatements.of(script, placeholders);
        return before.stream().filter(index -> index.kind() != 'p' && statements.make(index) && !statements.copeWith(index)).toList();
    }

    private static Failure inTheWay(Migration script, List<InvalidIndex> leftovers) {
        return failure(Outcome.HALF_WAY, script, script.script() + " does not begin: " + named(leftovers)
                + (leftovers.size() == 1 ? ", which it builds, is" : ", which it builds, are") + " there already and INVALID. "
                + "An earlier run of it was probably killed.")
                .withAdvice("Run repair --yes, or " + leftovers.stream().map(InvalidIndex::dropStatement).collect(Collectors.joining("; "))
                        + ", and then migrate; or set MIGRATOR_INVALID_INDEX=rebuild, which does both.");
    }

    private void drop(InvalidIndex index, Migration script) {
        LOG.infof("%s is INVALID: it is dropped, so that %s builds it anew.", index.described(), script.script());
        try {
            Session.execute(session.connection(), index.dropStatement());
        } catch (SQLException e) {
            if (cancellation.isRequested()) {
                throw cancellation.exception(e);
            }
            Outcome outcome = ScriptFailure.notTheScripts(e).orElse(
                    SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE) ? Outcome.DENIED : Outcome.HALF_WAY);
            throw new MigrationException(failure(outcome, script, index.described() + " is INVALID and cannot be dropped, so that "
                    + script.script() + " does not begin: " + SqlStates.message(e) + ".")
                    .withAdvice("Let the owner of the table run: " + index.dropStatement() + "; and run again.")
                    .withServer(SqlStates.words(e)), e);
        }
        progress.dropped(index, script);
    }

    private static Failure failure(Outcome outcome, Migration script, String message) {
        return new Failure(outcome, message, Optional.empty(), Optional.of(script.script()), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static String named(List<InvalidIndex> indexes) {
        return indexes.stream().map(index -> "t" + index.described().substring(1)).collect(Collectors.joining(" and "));
    }

    private static String rebuildOrDrop(List<InvalidIndex> left) {
        return left.stream().map(index -> index.original().isPresent() ? index.dropStatement()
                : "REINDEX INDEX CONCURRENTLY " + index.quoted() + " or " + index.dropStatement()).collect(Collectors.joining("; "));
    }
}
