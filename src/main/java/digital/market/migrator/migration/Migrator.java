package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.Session;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.migration.Placeholders.BuiltIn;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Ahead;
import digital.market.migrator.settings.Settings;

/** One run against one target: compare, lock, apply, verify, report. */
public final class Migrator {

    private final Settings settings;
    private final Supplier<Goal> goal;
    private final String where;
    private final Cancellation cancellation;
    private final HistoryTable table;
    private final Progress progress = new Progress();
    private final Instant started = Instant.now();
    private final long began = System.nanoTime();
    private Optional<Version> from = Optional.empty();

    /**
     * A run with these settings.
     *
     * @param goal  what is to be reached; asked for when the history has been read
     * @param where what the database is called in messages
     */
    public Migrator(Settings settings, Supplier<Goal> goal, String where, Cancellation cancellation) {
        this.settings = settings;
        this.goal = goal;
        this.where = where;
        this.cancellation = cancellation;
        this.table = new HistoryTable(settings.schema(), settings.table());
    }

    /**
     * Runs, and closes the session, whatever happens.
     *
     * @throws MigrationException that holds the report of what was done before the run failed
     */
    public MigrationReport migrate(Session session) {
        try {
            return migrateAndClose(session);
        } catch (MigrationException e) {
            throw new MigrationException(report(reached(), List.of(), Optional.of(e.failure())), e);
        } catch (SQLException e) {
            MigrationException known = databaseError(e);
            throw new MigrationException(report(reached(), List.of(), Optional.of(known.failure())), known);
        }
    }

    private MigrationReport migrateAndClose(Session session) throws SQLException {
        try (session) {
            try {
                return compareAndApply(session);
            } catch (SQLException | RuntimeException e) {
                failed(session, e);
                throw e;
            }
        }
    }

    private MigrationReport compareAndApply(Session session) throws SQLException {
        History history = table.read(session);
        from = history.current();
        Comparison comparison = compare(history);
        if (comparison.callsForWork()) {
            session.acquire(table.lock(), settings.lockWait());
            history = table.read(session);
            from = history.current();
            comparison = compare(history);
            if (comparison.callsForWork()) {
                apply(session, history, comparison.pending());
                history = table.read(session);
                verify(compare(history));
            }
        }
        return report(history.current(), comparison.ahead(), Optional.empty());
    }

    /** Compares, and goes on only if going on is safe. */
    private Comparison compare(History history) {
        Comparison comparison = Comparison.of(goal.get().catalog(), history, placeholders(history), goal.get().target());
        if (!comparison.divergences().isEmpty()) {
            throw MigrationException.ofAll(Outcome.DIVERGED, comparison.divergences());
        }
        if (!comparison.ahead().isEmpty() && settings.ahead() == Ahead.FAIL) {
            throw new MigrationException(Failure.of(Outcome.AHEAD, "The database is ahead of this image, which does not know "
                    + String.join(", ", comparison.ahead()) + ".")
                    .withAdvice("Deploy the newer image, or set MIGRATOR_AHEAD=ignore to let an older one start."), null);
        }
        return comparison;
    }

    private void apply(Session session, History history, List<Migration> pending) throws SQLException {
        Placeholders placeholders = placeholders(history);
        List<String> problems = pending.stream().flatMap(migration -> ScriptRules.problems(migration, placeholders).stream()).toList();
        if (!problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
        }
        if (session.inCallersTransaction()) {
            checkForCallersTransaction(pending, placeholders);
        }
        new Preflight(settings, where).check(session, history);
        new Engine(settings, goal.get().catalog(), cancellation).apply(session, placeholders, progress);
    }

    private static void checkForCallersTransaction(List<Migration> pending, Placeholders placeholders) {
        List<String> problems = pending.stream()
                .filter(migration -> !ScriptRules.runsInTransaction(migration, placeholders)
                        || ScriptRules.sessionChanges(migration, placeholders).everything())
                .map(migration -> migration.script() + " cannot run inside the caller's transaction. Run it by itself, "
                        + "on a connection in auto-commit.")
                .toList();
        if (!problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
        }
    }

    /**
     * What was just applied has to be there: trust, but look. A repeatable that holds the time is another one by now, and
     * pending in every run, as with Flyway.
     */
    private void verify(Comparison after) {
        Set<String> applied = progress.applied().stream().map(MigrationReport.Applied::script).collect(Collectors.toSet());
        after.pending().stream()
                .filter(pending -> pending.kind() != Kind.REPEATABLE || !applied.contains(pending.script()))
                .findFirst()
                .ifPresent(pending -> {
                    throw new MigrationException(Outcome.UNEXPECTED, "Flyway ended without an error, but " + pending
                            + " is still pending. Please report this as a bug.");
                });
    }

    private void failed(Session session, Exception why) {
        try {
            session.fail();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
        if (session.inCallersTransaction()) {
            progress.takeBack();
        }
    }

    private MigrationException databaseError(SQLException e) {
        if (cancellation.isRequested()) {
            return new MigrationException(Outcome.TERMINATED, "The run was cancelled; what was not finished is rolled back.", e);
        }
        Outcome outcome = SqlStates.connectionLost(e) ? Outcome.UNREACHABLE
                : SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE) ? Outcome.DENIED : Outcome.UNEXPECTED;
        Failure failure = Failure.of(outcome, where + ": " + SqlStates.message(e) + ".").withServer(SqlStates.words(e));
        return new MigrationException(outcome == Outcome.DENIED ? failure.withAdvice(table.advice()) : failure, e);
    }

    /** The version that a run which failed has left the database at. */
    private Optional<Version> reached() {
        return progress.applied().stream().flatMap(done -> done.version().stream()).map(Version::of).reduce((a, b) -> b).or(() -> from);
    }

    private Placeholders placeholders(History history) {
        return Placeholders.of(settings.placeholders())
                .with(BuiltIn.DEFAULT_SCHEMA, settings.schema())
                .with(BuiltIn.TABLE, settings.table())
                .with(BuiltIn.USER, history.user())
                .with(BuiltIn.DATABASE, history.database())
                .startedAt(started);
    }

    private MigrationReport report(Optional<Version> to, List<String> ahead, Optional<Failure> failure) {
        return new MigrationReport(Optional.of(where), Optional.of(settings.schema()), settings.overrides(), from.map(Version::text),
                to.map(Version::text), progress.applied(), ahead, failure, Duration.ofNanos(System.nanoTime() - began));
    }
}
