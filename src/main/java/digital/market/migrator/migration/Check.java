package digital.market.migrator.migration;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.report.CheckReport;
import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.FileFailure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.schema.TargetSchema;
import digital.market.migrator.settings.Adopt;
import digital.market.migrator.settings.Settings;

/** Finds out whether one target is at the goal, with an intact history and the schema that it should have. It writes nothing there. */
public final class Check {

    private final Run run;
    private final Settings settings;
    private final Supplier<Goal> goal;
    private Optional<Version> version = Optional.empty();
    private Comparison comparison = Comparison.NONE;
    private Optional<Expectation> expectation = Optional.empty();
    private Optional<List<Difference>> drift = Optional.empty();

    /**
     * A check of this run's target.
     *
     * @param goal where it has to be; asked for when the history has been read
     */
    public Check(Run run, Supplier<Goal> goal) {
        this.run = run;
        this.settings = run.settings();
        this.goal = goal;
    }

    /**
     * Looks, and closes the session, whatever happens.
     *
     * @throws MigrationException that holds the report if not all is in order
     */
    public CheckReport check(Session session) {
        return run.over(session, this::compare, why -> report(Optional.empty(), Optional.of(why)));
    }

    private CheckReport compare(Session session) throws SQLException {
        History history = run.onlyReading(session, run.table()::read);
        return LockedTransactions.read(session, open -> compare(open, history));
    }

    private CheckReport compare(Session session, History history) throws SQLException {
        version = history.current();
        Optional<Path> file = settings.request().writeTarget();
        expectation = file.isPresent() ? Optional.empty() : Optional.of(Expectation.of(settings, goal.get(), session));
        comparison = Comparison.of(goal.get().catalog(), history, run.placeholders(history), goal.get().target())
                .intact(settings.repairLine());
        refuseAhead();
        refuseWhatHasNoHistory(session, history);
        refusePending();
        if (file.isPresent()) {
            write(session, file.get());
        } else {
            compareSchema(session, expectation.get());
        }
        return report(file, Optional.empty());
    }

    private void refuseAhead() {
        if (!comparison.ahead().isEmpty()) {
            throw new MigrationException(Comparison.isAhead(comparison.ahead())
                    .withAdvice("Check it with the scripts that migrated it."), null);
        }
    }

    /** A schema without a history is empty, or it is Alembic's, which {@code migrate} takes over; else it is somebody else's. */
    private void refuseWhatHasNoHistory(Session session, History history) throws SQLException {
        Optional<AlembicVersion> alembic = history.rows().isEmpty() && settings.adopt() == Adopt.AUTO
                ? AlembicVersion.find(session, settings.schema()) : Optional.empty();
        if (alembic.isEmpty()) {
            new Preflight(settings, run.where()).checkForObjects(session, history);
            return;
        }
        Optional<String> revision = alembic.get().revisions(session).stream().findFirst();
        new Origin(alembic, Optional.empty()).migrations(revision, Revisions.of(goal.get().catalog()));
        throw new MigrationException(Failure.of(Outcome.PENDING, "The schema " + Sql.identifier(settings.schema()) + " has no history yet; Alembic has left it at "
                + revision.map(name -> "its revision " + name).orElse("no revision") + ".").withAdvice("The command migrate takes it over."), null);
    }

    private void refusePending() {
        if (!comparison.pending().isEmpty()) {
            throw new MigrationException(Failure.of(Outcome.PENDING, Comparison.behind(settings.schema(), comparison.pending()))
                    .withAdvice("The command migrate applies that."), null);
        }
    }

    private void compareSchema(Session session, Expectation expected) throws SQLException {
        drift = expected.differences(session);
        drift.filter(differences -> !differences.isEmpty()).ifPresent(differences -> {
            throw new MigrationException(expected.failure(differences), null);
        });
    }

    private void write(Session session, Path file) throws SQLException {
        if (goal.get().target().isPresent() && !goal.get().target().equals(goal.get().catalog().head())) {
            throw new MigrationException(Outcome.CONFIGURATION, "MIGRATOR_WRITE_TARGET (--write-target) is for the newest version, "
                    + "MIGRATOR_TO (--to) names V" + goal.get().target().get() + ": leave one of them out.");
        }
        TargetSchema schema = new TargetSchema(Expectation.live(settings, session));
        if (!settings.mask().allows(schema.text())) {
            throw new MigrationException(Failure.of(Outcome.CONFIGURATION, "The schema holds the value of a secret placeholder, so it is not "
                    + "written to " + file + ".").withAdvice("Take the secret out of the schema; everybody who may read that may read it."), null);
        }
        try {
            schema.write(file);
        } catch (IOException e) {
            throw new MigrationException(Outcome.CONFIGURATION, "MIGRATOR_WRITE_TARGET (--write-target) names " + file
                    + ", which cannot be written (" + FileFailure.reason(e) + ").", e);
        }
    }

    private CheckReport report(Optional<Path> written, Optional<Failure> failure) {
        List<String> pending = comparison.pending().stream().map(Migration::script).toList();
        Optional<String> note = expectation.map(Expectation::whyNone).filter(text -> !text.isEmpty());
        return new CheckReport(note.map(run.header()::with).orElseGet(run::header), version.map(Version::text), pending, comparison.ahead(),
                drift, written.map(Path::toString), failure);
    }
}
