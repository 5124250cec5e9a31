package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import digital.market.migrator.database.Backoff;
import digital.market.migrator.database.Connector;
import digital.market.migrator.database.Deadline;
import digital.market.migrator.database.Session;
import digital.market.migrator.database.Waiting;
import digital.market.migrator.report.AwaitReport;
import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.OnDrift;
import digital.market.migrator.settings.Settings;

/**
 * Waits until others have brought one target to the goal or beyond. Each look is a connection of its own and one query: many may wait,
 * and while they pause they hold nothing. It takes no lock and writes nothing.
 */
public final class Await {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** A database that had less than this for its last answer is not said to have given none. */
    private static final Duration FAIR_LOOK = Duration.ofMillis(500);

    /** What others may put right meanwhile: a migrator, whoever repairs the history or grants a privilege, the server itself. */
    private static final Set<Outcome> MAY_COME_RIGHT = EnumSet.of(Outcome.PENDING, Outcome.DIVERGED, Outcome.DENIED, Outcome.LOCKED,
            Outcome.UNREACHABLE, Outcome.UNEXPECTED);

    private static final String AHEAD = "the schema is not compared, since the database is ahead of what it should be";

    private final Run run;
    private final Settings settings;
    private final Supplier<Goal> goal;
    private final Waiting waiting;
    private final Deadline deadline;
    private Optional<Failure> lastAnswer = Optional.empty();
    private Optional<Version> version = Optional.empty();
    private List<Migration> pending = List.of();
    private List<String> ahead = List.of();
    private Optional<List<Difference>> drift = Optional.empty();
    private Optional<String> note = Optional.empty();

    /**
     * A wait for this run's target that begins now.
     *
     * @param goal what is waited for; asked for when the history has been read
     */
    public Await(Run run, Supplier<Goal> goal) {
        this.run = run;
        this.settings = run.settings();
        this.goal = goal;
        this.waiting = new Waiting(run.cancellation());
        this.deadline = Deadline.in(settings.request().await());
    }

    /**
     * Waits.
     *
     * @throws MigrationException that holds the report, with the outcome that stands for what the database lacked when it last
     *                            answered, or with {@link Outcome#UNREACHABLE} if it never did; at once if waiting does not help
     */
    public AwaitReport await(Connector connector) {
        try {
            return lookUntilItIsThere(connector);
        } catch (MigrationException e) {
            throw e.report().isPresent() ? e : new MigrationException(report(Optional.of(e.failure())), e);
        }
    }

    private AwaitReport lookUntilItIsThere(Connector connector) {
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            Session session = open(connector);
            try {
                return run.over(session, this::compare, why -> report(Optional.of(why)));
            } catch (MigrationException e) {
                if (run.cancellation().isRequested() || !MAY_COME_RIGHT.contains(e.outcome())) {
                    throw e;
                }
                waitFor(e.failure(), backoff.next());
            }
        }
    }

    private Session open(Connector connector) {
        boolean fair = deadline.left().compareTo(FAIR_LOOK) >= 0;
        try {
            return connector.openForLook(deadline, waiting);
        } catch (MigrationException e) {
            Failure obstacle = fair ? e.failure() : lastAnswer.orElse(e.failure());
            throw deadline.isOver() && !run.cancellation().isRequested() ? timeIsOver(obstacle) : e;
        }
    }

    private void waitFor(Failure obstacle, Duration pause) {
        boolean answered = obstacle.outcome() != Outcome.UNREACHABLE;
        if (deadline.isOver()) {
            throw timeIsOver(obstacle);
        } else if (answered) {
            lastAnswer = Optional.of(obstacle);
            waiting.forMigrations(obstacle.message().replace('\n', ' '));
        } else {
            waiting.forDatabase(obstacle.message());
        }
        run.cancellation().pause(deadline.atMost(pause));
    }

    /** A database that does not answer any more is still told by what it said. */
    private MigrationException timeIsOver(Failure obstacle) {
        Failure told = obstacle.outcome() != Outcome.UNREACHABLE ? obstacle
                : lastAnswer.map(last -> last.withMessage(last.message() + " By now " + obstacle.message())).orElse(obstacle);
        Duration waited = settings.request().await();
        Failure failure = told.withMessage(told.message() + (waited.isZero() ? "" : " Waited " + Deadline.words(waited) + "."));
        return new MigrationException(switch (failure.outcome()) {
            case PENDING -> failure.withAdvice("Look what became of whoever migrates it; MIGRATOR_AWAIT says how long to wait.");
            case UNREACHABLE -> failure.withAdvice("Check that the server runs and that host and port are right; "
                    + "MIGRATOR_AWAIT says how long to wait.");
            default -> failure;
        }, null);
    }

    private AwaitReport compare(Session session) throws SQLException {
        History history = run.onlyReading(session, run.table()::read);
        Optional<Expectation> expectation = settings.drift() == OnDrift.FAIL
                ? Optional.of(Expectation.of(settings, goal.get(), session)) : Optional.empty();
        Placeholders placeholders = run.placeholders(history);
        Comparison comparison = Comparison.of(goal.get().catalog(), history, placeholders, goal.get().target());
        version = history.current();
        ahead = comparison.ahead();
        pending = comparison.pending().stream().filter(one -> !isAppliedAnew(one, history, placeholders)).toList();
        comparison.intact(settings.repairLine()).refuse(settings.ahead());
        if (ahead.isEmpty()) {
            refusePending();
            if (expectation.isPresent()) {
                compareSchema(session, expectation.get());
            }
        } else {
            note = expectation.map(none -> AHEAD);
        }
        return report(Optional.empty());
    }

    /** A repeatable that holds the time is another one in each run, and pending again when it has just been applied. */
    private static boolean isAppliedAnew(Migration migration, History history, Placeholders placeholders) {
        return migration.differsInEachRun(placeholders) && history.holds(migration);
    }

    private void refusePending() {
        if (!pending.isEmpty()) {
            throw new MigrationException(Outcome.PENDING, Comparison.behind(settings.schema(), pending));
        }
    }

    private void compareSchema(Session session, Expectation expected) throws SQLException {
        note = Optional.of(expected.whyNone()).filter(text -> !text.isEmpty());
        drift = LockedTransactions.read(session, expected::differences);
        drift.filter(differences -> !differences.isEmpty()).ifPresent(differences -> {
            throw new MigrationException(expected.failure(differences), null);
        });
    }

    private AwaitReport report(Optional<Failure> failure) {
        return new AwaitReport(note.map(run.header()::with).orElseGet(run::header), version.map(Version::text),
                pending.stream().map(Migration::script).toList(), ahead, drift, failure);
    }
}
