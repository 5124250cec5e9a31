package digital.market.migrator.settings;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that a run is told from outside, checked. How its end is told is {@link Outputs}' to know.
 *
 * @param database         the database, and how to get in; none if no variable names one
 * @param locations        where scripts are found, at least one
 * @param schema           the schema that is migrated
 * @param createSchema     whether a missing schema is created
 * @param table            the history's table
 * @param role             the role to be taken on by {@code SET ROLE}
 * @param historyOwner     a role that is trusted with the history, whoever it is
 * @param to               the newest version to be applied
 * @param waitForDatabase  how long the database may take to answer ({@code MIGRATOR_WAIT}; {@code wait} is {@link Object}'s)
 * @param authGrace        how long a password may be refused, or a role be missing; zero for not at all
 * @param lockWait         how long another migrator may take
 * @param deadline         how long the whole run may take; zero for as long as it takes
 * @param lockTimeout      how long a statement waits for a table's lock; zero for as long as it takes
 * @param lockRetries      how often a migration is tried again after that
 * @param statementTimeout how long a statement may take; zero for as long as it takes
 * @param pooler           what stands between the run and the server
 * @param cleartextPassword what to do where the password is asked for in clear, without TLS
 * @param ahead            what to do about a database that is ahead
 * @param adopt            what to do about a database that Alembic has migrated so far
 * @param drift            what to do about a schema that is not what it should be
 * @param invalidIndex     what to do about an INVALID index that a script has left behind
 * @param repairLine       how the command {@code repair} is run where this run is, for whoever has to
 * @param request          what one command is asked for
 * @param placeholders     by name, in lower case, since Flyway's names have no case
 * @param secrets          the names of the placeholders whose values no output may hold
 * @param origins          every setting with its origin
 * @param overrides        which part overrides what, for the report's first line, e.g.
 *                         {@code DB_HOST overrides the host of DATABASE_URL}
 * @param warnings         what is odd but no reason to stop, in whole sentences
 */
public record Settings(Optional<Target> database, List<Location> locations, String schema, boolean createSchema, String table,
                       Optional<String> role, Optional<String> historyOwner, Optional<String> to, Duration waitForDatabase, Duration authGrace, Duration lockWait,
                       Duration deadline, Duration lockTimeout, int lockRetries, Duration statementTimeout, Pooler pooler,
                       CleartextPassword cleartextPassword, Ahead ahead, Adopt adopt, OnDrift drift, OnInvalidIndex invalidIndex, Optional<String> repairLine, Request request,
                       Map<String, String> placeholders, Set<String> secrets, List<Setting> origins, List<String> overrides, List<String> warnings) {

    /** Settings that cannot change. */
    public Settings {
        locations = List.copyOf(locations);
        placeholders = Map.copyOf(placeholders);
        secrets = Set.copyOf(secrets);
        origins = List.copyOf(origins);
        overrides = List.copyOf(overrides);
        warnings = List.copyOf(warnings);
    }

    /**
     * The database to connect to.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if no variable names one
     */
    public Target target() {
        return database.orElseThrow(() -> new MigrationException(Outcome.CONFIGURATION, TargetReader.NO_DATABASE));
    }

    /** The role whose privileges the run has; none where neither a role nor a database is named. */
    public Optional<String> workingRole() {
        return role.or(() -> database.map(Target::user));
    }

    /** Whether the password may go over a network in clear. */
    public boolean allowsCleartextPassword() {
        return cleartextPassword == CleartextPassword.ALLOW;
    }

    /** What hides the values of the placeholders that are secrets. */
    public Mask mask() {
        return new Mask(secrets.stream().collect(Collectors.toMap(name -> name, placeholders::get)));
    }

    /** The settings as {@code config} shows them; secret placeholders are masked there. */
    @Override
    public String toString() {
        return "Settings" + origins;
    }
}
