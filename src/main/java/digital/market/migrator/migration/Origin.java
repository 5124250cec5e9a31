package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * Where a schema without a history comes from, as far as anybody says.
 *
 * @param alembic Alembic's own table, if the schema has it
 * @param at      the version that the user says the schema is at, if he does
 */
record Origin(Optional<AlembicVersion> alembic, Optional<Version> at) {

    private static final String AT = "MIGRATOR_AT (--at)";

    /**
     * Where the schema comes from that a run of {@code adopt} finds without a history.
     *
     * @throws MigrationException with {@link Outcome#DIVERGED} if nobody says
     */
    static Origin find(Run run, Goal goal, Session session) throws SQLException {
        Origin origin = new Origin(AlembicVersion.find(session, run.settings().schema()), at(run, goal));
        if (origin.alembic.isEmpty() && origin.at.isEmpty()) {
            throw new MigrationException(Failure.of(Outcome.DIVERGED, "The schema " + Sql.identifier(run.settings().schema()) + " of " + run.where()
                    + " has no " + AlembicVersion.NAME + ", so nothing tells which version it is at.")
                    .withAdvice("Name that version, adopt --at VERSION; or run migrate, if the schema is empty."), null);
        }
        return origin;
    }

    /**
     * Makes sure that the user does not take a schema that has a history for something else.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if he does
     */
    static void refuseContradiction(Run run, Goal goal, History history) {
        Optional<Version> at = at(run, goal);
        if (at.isPresent() && !at.equals(history.current())) {
            throw new MigrationException(Outcome.CONFIGURATION, AT + " is \"" + at.get() + "\", but the schema "
                    + Sql.identifier(run.settings().schema()) + " of " + run.where() + " has a history of its own, and is at "
                    + history.current().map(version -> "version " + version).orElse("no version") + ". There is nothing to adopt.");
        }
    }

    private static Optional<Version> at(Run run, Goal goal) {
        return run.settings().request().at().map(at -> Goal.version(AT, at, goal.catalog()));
    }

    /**
     * The migrations that are behind the schema, ascending by version.
     *
     * @param revision what Alembic's table holds; none if it holds no row, or is not there
     * @throws MigrationException with {@link Outcome#DIVERGED} if no script knows the revision, with
     *                            {@link Outcome#CONFIGURATION} if the user says something else than Alembic
     */
    List<Migration> migrations(Optional<String> revision, Revisions revisions) {
        if (alembic.isEmpty()) {
            return revisions.versioned().stream().filter(migration -> !migration.version().orElseThrow().isNewerThan(at.orElseThrow())).toList();
        }
        List<Migration> behind = revision.map(name -> revisions.upTo(name).orElseThrow(() -> unknown(name))).orElse(List.of());
        Optional<Version> version = behind.isEmpty() ? Optional.empty() : behind.get(behind.size() - 1).version();
        if (at.isPresent() && !at.equals(version)) {
            throw new MigrationException(Outcome.CONFIGURATION, AT + " is \"" + at.get() + "\", but "
                    + revision.map(name -> "Alembic has left the schema at its revision " + name).orElse("Alembic has applied nothing")
                    + ", which is " + version.map(found -> "version " + found).orElse("no version yet")
                    + ". Leave it out: where there is an " + AlembicVersion.NAME + ", adopt goes by that.");
        }
        return behind;
    }

    /** What the schema is taken for, to be put behind "what it should be". */
    String believed() {
        return alembic.isPresent() ? " after the revision that " + AlembicVersion.NAME + " holds and all that comes behind it"
                : " at version " + at.orElseThrow() + " and after all that comes behind it";
    }

    private MigrationException unknown(String revision) {
        return new MigrationException(Failure.of(Outcome.DIVERGED, alembic.orElseThrow().quoted() + " holds the revision " + revision
                + ", which no script names: this is another program's schema, or the scripts are older than it.")
                .withAdvice("Let the newest image adopt it. A script whose place a revision takes says so in its header, "
                        + "-- migrator: revision=" + revision + "."), null);
    }
}
