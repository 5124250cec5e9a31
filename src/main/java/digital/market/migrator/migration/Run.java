package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

import digital.market.migrator.database.AdvisoryLock;
import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.MissingPrivilege;
import digital.market.migrator.database.Session;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.migration.Placeholders.BuiltIn;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Header;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import digital.market.migrator.settings.Settings;

/** One run of a command against one target: what it is told, when it began, and how its end becomes a report. */
public final class Run {

    /** What is done over the session. */
    interface Work<R> {

        R over(Session session) throws SQLException;
    }

    private final Settings settings;
    private final String where;
    private final Cancellation cancellation;
    private final HistoryTable table;
    private final Instant started = Instant.now();
    private final long began = System.nanoTime();

    /**
     * A run that begins now.
     *
     * @param where what the database is called in messages
     */
    public Run(Settings settings, String where, Cancellation cancellation) {
        this.settings = settings;
        this.where = where;
        this.cancellation = cancellation;
        this.table = new HistoryTable(settings.schema(), settings.table());
    }

    /**
     * Works over the session, and closes it, whatever happens.
     *
     * @param failed the report of the run if it failed like this; asked for once the session is closed
     * @throws MigrationException that holds that report
     */
    <R> R over(Session session, Work<R> work, Function<Failure, ? extends Report> failed) {
        try {
            return workAndClose(session, work);
        } catch (MigrationException e) {
            MigrationException told = new MigrationException(withRepairLine(cancellation.explain(e.failure())), e);
            throw new MigrationException(failed.apply(told.failure()), told);
        } catch (SQLException e) {
            MigrationException known = databaseError(e);
            throw new MigrationException(failed.apply(known.failure()), known);
        }
    }

    private Failure withRepairLine(Failure failure) {
        return failure.withRepairLine(settings.repairLine().filter(line -> failure.outcome() == Outcome.HALF_WAY));
    }

    private <R> R workAndClose(Session session, Work<R> work) throws SQLException {
        try (session) {
            try {
                return work.over(session);
            } catch (SQLException | RuntimeException e) {
                fail(session, e);
                new ReadOnlyFailure(where, e).explain(session);
                throw e;
            }
        }
    }

    private static void fail(Session session, Exception why) {
        try {
            session.fail();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private MigrationException databaseError(SQLException e) {
        if (cancellation.isRequested()) {
            return cancellation.exception(e);
        }
        Outcome outcome = OwnStatement.outcome(e);
        Failure failure = Failure.of(outcome, where + ": " + SqlStates.message(e) + ".").withServer(SqlStates.words(e));
        return new MigrationException(switch (outcome) {
            case LOCKED -> failure.withAdvice("Another session holds a table's lock. Run again once it is free, or let MIGRATOR_LOCK_TIMEOUT be longer.");
            case DENIED -> failure.withAdvice(SqlStates.readOnly(e) ? ScriptFailure.WRITABLE
                    : OwnStatement.isMissingPrivilege(e) ? whatIsMissing(e) : OwnStatement.REFUSED);
            case UNREACHABLE -> SqlStates.cancelled(e) ? failure.withAdvice(OwnStatement.CANCELLED) : failure;
            default -> failure;
        }, e);
    }

    /** Reads the history for a command whose role has no other business with it. */
    History onlyReading(Session session, Work<History> read) throws SQLException {
        try {
            return read.over(session);
        } catch (SQLException e) {
            if (!OwnStatement.isMissingPrivilege(e)) {
                throw e;
            }
            throw new MigrationException(Failure.of(Outcome.DENIED, where + ": " + SqlStates.message(e) + ".")
                    .withAdvice(table.adviceToRead(settings.workingRole().orElseThrow())).withServer(SqlStates.words(e)), e);
        }
    }

    /** The history's own table takes several privileges, which are named together. */
    private String whatIsMissing(SQLException e) {
        return MissingPrivilege.in(e).filter(missing -> !missing.name().equals(table.table()) && !missing.name().equals(table.schema()))
                .map(missing -> missing.advice("", settings.workingRole())).orElseGet(table::advice);
    }

    Settings settings() {
        return settings;
    }

    /** What the database is called in messages. */
    String where() {
        return where;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    HistoryTable table() {
        return table;
    }

    /** Flyway's lock for that table. Its holder's statements are told without the values of this run's placeholders. */
    AdvisoryLock lock() {
        return new AdvisoryLock(table.lockKey(), settings.mask());
    }

    /** The values that stand for placeholders in the scripts that this run applies. */
    Placeholders placeholders(History history) {
        return Placeholders.of(settings.placeholders())
                .with(BuiltIn.DEFAULT_SCHEMA, settings.schema())
                .with(BuiltIn.TABLE, settings.table())
                .with(BuiltIn.USER, history.user())
                .with(BuiltIn.DATABASE, history.database())
                .startedAt(started);
    }

    /** What the report of this run begins with; the run ends now. */
    Header header() {
        return new Header(Optional.of(where), Optional.of(settings.schema()), settings.overrides(), Duration.ofNanos(System.nanoTime() - began));
    }
}
