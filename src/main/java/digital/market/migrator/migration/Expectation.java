package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.schema.Drift;
import digital.market.migrator.schema.LiveSchema;
import digital.market.migrator.schema.SchemaObject;
import digital.market.migrator.schema.TargetSchema;
import digital.market.migrator.settings.Location;
import digital.market.migrator.settings.OnDrift;
import digital.market.migrator.settings.Settings;

/**
 * What the schema has to look like at the goal of a run.
 *
 * @param target  none if nobody has said
 * @param whyNone a note on that, empty if there is a target
 */
record Expectation(Settings settings, Optional<TargetSchema> target, String whyNone) {

    private static final Logger LOG = Logger.getLogger(Expectation.class);

    private static final String NOBODY_SAID = "the schema is not compared, since nothing says what these scripts lead to: "
            + "check --write-target FILE writes that once, and --target FILE compares with it";
    private static final String TOO_OLD = "the schema is not compared, since the server is older than PostgreSQL ";
    private static final String BELOW_HEAD = "the schema is not compared, since what it should be is known for the newest version only, V";

    /**
     * What a check goes by: the file that the settings name or, for the packaged scripts alone, what they are packaged with.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if the file cannot be used
     */
    static Expectation of(Settings settings, Goal goal, Session session) throws SQLException {
        Optional<Version> head = goal.catalog().head();
        if (session.connection().getMetaData().getDatabaseMajorVersion() < LiveSchema.OLDEST_RELEASE) {
            return new Expectation(settings, Optional.empty(), TOO_OLD + LiveSchema.OLDEST_RELEASE);
        }
        if (goal.target().isPresent() && !goal.target().equals(head)) {
            return new Expectation(settings, Optional.empty(), BELOW_HEAD + head.orElseThrow());
        }
        if (settings.request().target().isPresent()) {
            return new Expectation(settings, settings.request().target().map(TargetSchema::read), "");
        }
        return settings.locations().stream().allMatch(Location.Packaged.class::isInstance)
                ? new Expectation(settings, Optional.of(TargetSchema.packaged()), "")
                : new Expectation(settings, Optional.empty(), NOBODY_SAID);
    }

    /**
     * What {@code migrate} goes by when it has changed something; asked for before that, so that a file which cannot be used
     * stops it in time.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if the file cannot be used
     */
    static Expectation ofMigrate(Settings settings, Goal goal, Session session) throws SQLException {
        return settings.drift() == OnDrift.IGNORE ? new Expectation(settings, Optional.empty(), "") : of(settings, goal, session);
    }

    /** The schema as it is now. */
    static List<SchemaObject> live(Settings settings, Session session) throws SQLException {
        return LiveSchema.read(session.connection(), settings.schema(), settings.table());
    }

    /** How the schema differs from what it should be; none if nobody has said what that is. */
    Optional<List<Difference>> differences(Session session) throws SQLException {
        return target.isEmpty() ? Optional.empty() : Optional.of(Drift.between(target.get(), live(settings, session)).stream()
                .map(one -> one.masked(settings.mask()::over)).toList());
    }

    /**
     * Does about differences what the settings say {@code migrate} has to do.
     *
     * @throws MigrationException with {@link Outcome#DRIFT} if that is to fail
     */
    void judge(List<Difference> drift) {
        if (!drift.isEmpty() && settings.drift() == OnDrift.FAIL) {
            throw new MigrationException(failure(drift), null);
        } else if (!drift.isEmpty()) {
            LOG.warnf("%s The report names them; MIGRATOR_DRIFT=fail would end this run with exit code %d.",
                    sentence(drift), Outcome.DRIFT.exitCode());
        }
    }

    /** The failure of a run that must not end with differences. */
    Failure failure(List<Difference> drift) {
        return Failure.of(Outcome.DRIFT, sentence(drift)).withAdvice(advice(drift));
    }

    private String sentence(List<Difference> drift) {
        return "The schema " + Sql.identifier(settings.schema()) + " is not what it should be: "
                + (drift.size() == 1 ? "1 difference." : drift.size() + " differences.");
    }

    private String advice(List<Difference> drift) {
        long mended = drift.stream().filter(one -> one.statement().isPresent()).count();
        String statements = mended == 0 ? ""
                : "The statements given lose no data; run each by itself, with search_path = " + Sql.identifier(settings.schema()) + ". ";
        String rest = mended == drift.size() ? "" : (mended == 0 ? "Change" : "As to the others, change")
                + " back by hand what was changed by hand, or write a migration. ";
        String file = settings.request().target().map(path -> "If the scripts are newer than " + path
                + ", write it anew with check --write-target.").orElse("");
        return (statements + rest + file).strip();
    }
}
