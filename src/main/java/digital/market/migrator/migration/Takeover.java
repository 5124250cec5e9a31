package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import digital.market.migrator.database.CallerTransaction;
import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.database.TableLock;
import digital.market.migrator.report.Adopted;
import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.schema.Alignment;
import digital.market.migrator.schema.Drift;
import digital.market.migrator.schema.SchemaObject;
import digital.market.migrator.schema.TargetSchema;
import digital.market.migrator.settings.Settings;

/** The steps of an adoption, all in one transaction, which whoever began it commits or rolls back. */
final class Takeover {

    private final Run run;
    private final Settings settings;
    private final Goal goal;
    private final Progress progress;
    private final Origin origin;
    private final Session session;
    private Optional<TableLock> waitingFor = Optional.empty();
    private Optional<List<Difference>> drift = Optional.empty();

    Takeover(Run run, Goal goal, Progress progress, Origin origin, Session session) {
        this.run = run;
        this.settings = run.settings();
        this.goal = goal;
        this.progress = progress;
        this.origin = origin;
        this.session = session;
    }

    /** The table whose lock could not be had, if it was none that a script wanted. */
    Optional<TableLock> waitingFor() {
        return waitingFor;
    }

    /**
     * How the schema differs from what it should be; none if it has not come to that. What would mend it is not told: the
     * schema that was compared is rolled back.
     */
    Optional<List<Difference>> drift() {
        return drift;
    }

    /**
     * Finds out where the schema is, writes the history of that, applies what is pending, and makes sure that the schema is
     * what it should be then.
     *
     * @throws MigrationException if anything is in the way; the transaction must not be committed then
     */
    Adopted perform() throws SQLException {
        Optional<String> revision = origin.alembic().isPresent() ? revision(origin.alembic().get()) : Optional.empty();
        List<Migration> applied = origin.migrations(revision, Revisions.of(goal.catalog()));
        TargetSchema target = target();
        writeHistory(applied);
        applyPending();
        List<String> aligned = align(target);
        if (origin.alembic().isPresent()) {
            tellAlembic(origin.alembic().get());
        }
        return new Adopted(revision, applied.stream().map(Takeover::describe).toList(), aligned);
    }

    /** Under the lock: an Alembic that is at work now is through then, and one that starts now waits for us. */
    private Optional<String> revision(AlembicVersion alembic) throws SQLException {
        try {
            waitFor(alembic.lock(), () -> alembic.lock().acquire(session.connection()));
            List<String> revisions = alembic.revisions(session);
            if (revisions.size() > 1) {
                throw new MigrationException(Failure.of(Outcome.DIVERGED, alembic.quoted() + " holds " + revisions.size() + " revisions, "
                        + String.join(" and ", revisions) + ", where one is expected.")
                        .withAdvice("Bring them together with alembic upgrade heads, or delete the row that is wrong, and run again."), null);
            }
            return revisions.stream().findFirst();
        } catch (SQLException e) {
            refuseIfDenied(alembic, e);
            throw e;
        }
    }

    /** What the schema has to look like in the end; without that there is no adoption. */
    private TargetSchema target() throws SQLException {
        Expectation expectation = Expectation.of(settings, goal, session);
        return expectation.target().orElseThrow(() -> new MigrationException(Failure.of(Outcome.CONFIGURATION,
                "An adoption ends with a comparison, and " + expectation.whyNone() + ".")
                .withAdvice("It needs all scripts (no MIGRATOR_TO) and, for scripts of your own, MIGRATOR_TARGET (--target): let them migrate an "
                        + "empty database, and check --write-target write what it looks like then."), null));
    }

    private void writeHistory(List<Migration> applied) throws SQLException {
        NewHistory table = new NewHistory(run.table());
        boolean exists = run.table().read(session).exists();
        Session.execute(session.connection(), (exists ? "" : table.create()) + table.rows(applied));
    }

    private void applyPending() throws SQLException {
        History history = run.table().read(session);
        Placeholders placeholders = run.placeholders(history);
        List<Migration> pending = Comparison.of(goal.catalog(), history, placeholders, goal.target()).pending();
        List<String> problems = pending.stream().flatMap(migration -> problems(migration, placeholders).stream()).toList();
        if (!problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
        }
        if (!pending.isEmpty()) {
            new Engine(settings, goal.catalog(), run.cancellation()).apply(session, placeholders, progress);
        }
    }

    private List<String> problems(Migration migration, Placeholders placeholders) {
        List<String> problems = ScriptRules.problems(migration, placeholders);
        if (!problems.isEmpty()) {
            return problems;
        }
        if (!ScriptRules.runsInTransaction(migration, placeholders)) {
            return List.of(migration.script() + " cannot run in a transaction, and an adoption is one, so that it can be taken back. "
                    + "Adopt with scripts that end before it, then run with all of them.");
        }
        return session instanceof CallerTransaction ? ScriptRules.problemsInTransaction(session, migration, placeholders) : List.of();
    }

    private List<String> align(TargetSchema target) throws SQLException {
        List<String> done = new ArrayList<>();
        List<SchemaObject> live = Expectation.live(settings, session);
        for (Alignment.Step step : Alignment.of(target, live, settings.schema())) {
            execute(step);
            done.add(step.statement());
        }
        List<Difference> differences = Drift.between(target, done.isEmpty() ? live : Expectation.live(settings, session));
        drift = Optional.of(differences.stream()
                .map(one -> new Difference(one.kind(), one.what(), one.expected(), one.found(), Optional.empty()))
                .map(one -> one.masked(settings.mask()::over)).toList());
        if (!differences.isEmpty()) {
            throw new MigrationException(Failure.of(Outcome.DIVERGED, "The schema " + Sql.identifier(settings.schema()) + " of " + run.where()
                    + " is not what it should be" + origin.believed() + ": " + (differences.size() == 1 ? "1 difference." : differences.size() + " differences.")
                    + " Nothing was changed.")
                    .withAdvice("Bring the schema to what it should be, and run again."), null);
        }
        return done;
    }

    private void execute(Alignment.Step step) throws SQLException {
        try {
            waitFor(new TableLock(step.table()), () -> Session.execute(session.connection(), step.statement()));
        } catch (SQLException e) {
            boolean denied = SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE);
            if (SqlStates.worthARetry(e) || SqlStates.connectionLost(e) || SqlStates.cancelled(e)) {
                throw e;
            }
            throw new MigrationException(Failure.of(denied ? Outcome.DENIED : Outcome.DIVERGED, "A name or a default that differs from what the "
                    + "scripts give was to be changed by " + step.statement() + ", and could not be: " + SqlStates.message(e) + ".")
                    .withAdvice(denied ? "Let MIGRATOR_ROLE name the owner of the tables." : "Bring the schema to what it should be, and run again.")
                    .withServer(SqlStates.words(e)), e);
        }
    }

    /** The newest revision that a script takes the place of: there Alembic finds nothing to do. */
    private void tellAlembic(AlembicVersion alembic) throws SQLException {
        Optional<String> head = Revisions.of(goal.catalog()).head();
        try {
            if (head.isPresent()) {
                alembic.set(session, head.get());
            }
        } catch (SQLException e) {
            refuseIfDenied(alembic, e);
            throw e;
        }
    }

    private static void refuseIfDenied(AlembicVersion alembic, SQLException e) {
        if (SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
            throw new MigrationException(Failure.of(Outcome.DENIED, alembic.quoted() + " belongs to " + Sql.identifier(alembic.owner())
                    + ", and the role of this run may not do with it what an adoption needs: " + SqlStates.message(e) + ".")
                    .withAdvice("Let " + Sql.identifier(alembic.owner()) + " run: GRANT SELECT, INSERT, UPDATE ON " + alembic.quoted()
                            + " TO that role; or let MIGRATOR_ROLE name the owner of it and of all other tables.")
                    .withServer(SqlStates.words(e)), e);
        }
    }

    private void waitFor(TableLock lock, Statement statement) throws SQLException {
        waitingFor = Optional.of(lock);
        session.watch().begin("The adoption", Optional.empty());
        try {
            statement.execute();
        } finally {
            session.watch().end();
        }
        waitingFor = Optional.empty();
    }

    /** What needs a table's lock. */
    private interface Statement {

        void execute() throws SQLException;
    }

    private static Adopted.Script describe(Migration migration) {
        return new Adopted.Script(migration.script(), migration.version().orElseThrow().text(), migration.description());
    }
}
