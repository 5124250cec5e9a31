package digital.market.migrator.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;

/** Looks, before migrations are applied, whether the history may be written, or there is a place for one, so that what is missing is said in one sentence. */
record Preflight(Settings settings, String where) {

    /** What counts as an object is what counts for Flyway's {@code PostgreSQLSchema}: nothing of an extension's. */
    static final String SCHEMA = """
            SELECT n.oid IS NOT NULL AS present,
                   coalesce(has_schema_privilege(n.oid, 'CREATE'), false) AS may_create,
                   has_database_privilege(current_database(), 'CREATE') AS may_create_schema,
                   current_setting('transaction_read_only')::boolean AS read_only,
                   EXISTS (SELECT FROM pg_catalog.pg_class AS c
                           WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e'))
                OR EXISTS (SELECT FROM pg_catalog.pg_type AS t
                           WHERE t.typnamespace = n.oid AND t.typcategory NOT IN ('A', 'C')
                             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = t.oid AND d.deptype = 'e'))
                OR EXISTS (SELECT FROM pg_catalog.pg_proc AS p
                           WHERE p.pronamespace = n.oid
                             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')) AS holds_objects
            FROM (VALUES (1)) AS once(one) LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = %s
            """;

    /** What there is in the way of a first migration. */
    private record Place(boolean present, boolean mayCreate, boolean mayCreateSchema, boolean readOnly, boolean holdsObjects) {
    }

    /**
     * Checks the history of a target, or the schema if it has none yet.
     *
     * @throws MigrationException with {@link Outcome#DENIED} if the schema is missing or we may not create in it, with
     *                            {@link Outcome#DIVERGED} if it holds objects that no history tells of
     * @throws SQLException       if nothing can be written there, as PostgreSQL would say; Flyway would try ten times to make the history
     */
    void check(Session session, History history) throws SQLException {
        if (history.exists()) {
            new HistoryTable(settings.schema(), settings.table()).trust().checkToWrite(session, settings.historyOwner());
            return;
        }
        String schema = Sql.identifier(settings.schema());
        String user = Sql.identifier(history.user());
        Place place = place(session);
        if (place.readOnly()) {
            throw new SQLException("cannot create the history in a read-only transaction", SqlStates.READ_ONLY_TRANSACTION);
        }
        if (!place.present()) {
            String create = "CREATE SCHEMA " + schema + " AUTHORIZATION " + user;
            if (!settings.createSchema()) {
                throw denied("The schema " + schema + " does not exist in " + where + ".", create,
                        " or set MIGRATOR_CREATE_SCHEMA=true");
            } else if (!place.mayCreateSchema()) {
                throw denied("The schema " + schema + " does not exist in " + where + ", and " + user + " may not create it.",
                        create, "");
            }
        } else {
            refuseUnlessMayCreate(place, history);
            refuseObjects(session, place);
        }
    }

    /**
     * Checks the schema that is to be taken over, where it has no history yet.
     *
     * @throws MigrationException with {@link Outcome#DENIED} if it is missing or we may not create a history in it
     */
    void checkForAdoption(Session session, History history) throws SQLException {
        if (history.exists()) {
            return; // Adoption looks at it, as it does where migrate adopts.
        }
        Place place = place(session);
        if (!place.present()) {
            throw new MigrationException(Failure.of(Outcome.DENIED, "The schema " + Sql.identifier(settings.schema()) + " does not exist in " + where
                    + ", so that there is nothing to take over.").withAdvice("Let MIGRATOR_SCHEMA name the one that Alembic or create_all made."), null);
        }
        refuseUnlessMayCreate(place, history);
    }

    /**
     * Checks only whether a target that has no history yet is empty.
     *
     * @throws MigrationException with {@link Outcome#DIVERGED} if it is not
     */
    void checkForObjects(Session session, History history) throws SQLException {
        if (!history.exists()) {
            refuseObjects(session, place(session));
        }
    }

    private Place place(Session session) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet found = statement.executeQuery(SCHEMA.formatted(Sql.literal(settings.schema())))) {
            found.next();
            return new Place(found.getBoolean("present"), found.getBoolean("may_create"), found.getBoolean("may_create_schema"), found.getBoolean("read_only"),
                    found.getBoolean("holds_objects"));
        }
    }

    private void refuseUnlessMayCreate(Place place, History history) {
        if (!place.mayCreate()) {
            String schema = Sql.identifier(settings.schema());
            String user = Sql.identifier(history.user());
            throw denied(user + " may not create anything in the schema " + schema + " of " + where + ".",
                    "GRANT USAGE, CREATE ON SCHEMA " + schema + " TO " + user, "");
        }
    }

    private void refuseObjects(Session session, Place place) throws SQLException {
        if (place.holdsObjects()) {
            throw new MigrationException(Failure.of(Outcome.DIVERGED, "The schema " + Sql.identifier(settings.schema()) + " of " + where
                    + " holds objects, but no history: " + Sql.identifier(settings.table()) + " is not there.")
                    .withAdvice(OldHistory.find(session, settings.schema()).map(OldHistory::advice)
                            .orElse("If this is a database that Alembic or create_all made, take it over with the command adopt --at VERSION; "
                                    + "else let MIGRATOR_SCHEMA name an empty schema.")), null);
        }
    }

    private static MigrationException denied(String what, String statement, String alternative) {
        return new MigrationException(Failure.of(Outcome.DENIED, what)
                .withAdvice("Let its owner run: " + statement + ";" + alternative + "."), null);
    }
}
