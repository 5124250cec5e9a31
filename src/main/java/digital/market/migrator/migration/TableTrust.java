package digital.market.migrator.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * Whether a table of the run's own, the history or Alembic's, runs anything of a stranger's. To read an ordinary table runs nothing,
 * whoever owns it. To write one runs its triggers, checks and defaults with the rights of the run.
 *
 * @param what what the table is, e.g. {@code history}
 */
record TableTrust(String what, String schema, String table) {

    /** What a relation {@code c} is if it is no ordinary table; an empty text if it is one. */
    private static final String ODD = """
            CASE c.relkind WHEN 'r' THEN
                     CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_rewrite AS w WHERE w.ev_class = c.oid AND w.ev_type = '1')
                          THEN 'a table with a rule for SELECT'
                          WHEN EXISTS (SELECT FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attgenerated = 'v')
                          THEN 'a table with virtual columns' ELSE '' END
                 WHEN 'v' THEN 'a view' WHEN 'm' THEN 'a materialized view' WHEN 'f' THEN 'a foreign table'
                 WHEN 'p' THEN 'a partitioned table' ELSE 'no table' END""";

    /** The lock keeps the table as it is. A number that is none ends the message before the table is read. */
    private static final String GUARD = """
            LOCK TABLE %1$s IN ACCESS SHARE MODE;
            SELECT nullif(""" + ODD + """
            , '')::integer FROM pg_catalog.pg_class AS c WHERE %2$s;
            """;

    private static final String LOOK = """
            SELECT pg_catalog.pg_get_userbyid(c.relowner),""" + ODD + """
             FROM pg_catalog.pg_class AS c WHERE %1$s
            """;

    private static final String NAMED = """
            c.relname = %s AND c.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname = %s)""";

    private static final String INVALID_TEXT_REPRESENTATION = "22P02";

    /** What it is that the name stands for. */
    private record Found(String owner, String odd) {
    }

    /** Whether there is something of that name, inside a transaction, where a query of what is not there would be the last one. */
    boolean exists(Session session) throws SQLException {
        Optional<Found> found = look(session);
        if (found.isPresent()) {
            refuseOdd(found.get());
        }
        return found.isPresent();
    }

    /**
     * The rows of a query that reads the table, in one message.
     *
     * @throws MigrationException with {@link Outcome#DENIED} if it is no ordinary table, or row security may hide rows of it
     */
    ResultSet read(Session session, Statement statement, String query) throws SQLException {
        try {
            return session.ask(statement, GUARD.formatted(name(), named()) + query);
        } catch (SQLException e) {
            if (SqlStates.of(e).equals(INVALID_TEXT_REPRESENTATION)) {
                refuseOdd(look(session).orElseThrow(() -> e));
            }
            if (SqlStates.refusedByRowSecurity(e)) {
                throw hidden(e);
            }
            throw e;
        }
    }

    /**
     * Checks that nothing of a stranger's runs when the table is written. It is asked under the migrators' lock.
     *
     * @param trusted a role that is trusted beside those which are anyway
     * @throws MigrationException with {@link Outcome#DENIED}, who is not trusted, and what to do
     */
    void checkToWrite(Session session, Optional<String> trusted) throws SQLException {
        if (exists(session)) {
            Optional<Stranger> stranger = Stranger.at(named(), trusted, session);
            if (stranger.isPresent()) {
                throw new MigrationException(stranger.get().failure(what, name()), null);
            }
        }
    }

    private Optional<Found> look(Session session) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = session.ask(statement, LOOK.formatted(named()))) {
            return rows.next() ? Optional.of(new Found(rows.getString(1), rows.getString(2))) : Optional.empty();
        }
    }

    private void refuseOdd(Found found) {
        if (!found.odd().isEmpty()) {
            throw new MigrationException(Failure.of(Outcome.DENIED, "The " + what + " " + name() + " is " + found.odd() + " of "
                    + Sql.identifier(found.owner()) + ". Only an ordinary table is read: anything else can run what its owner wants, with the rights of this run.")
                    .withAdvice("Find out who made it, and let an administrator drop or rename it."), null);
        }
    }

    /** As SQL. */
    private String name() {
        return Sql.identifier(schema) + "." + Sql.identifier(table);
    }

    /** A condition, since not all names can be written as a {@code regclass}. */
    private String named() {
        return NAMED.formatted(Sql.literal(table), Sql.literal(schema));
    }

    private MigrationException hidden(SQLException e) {
        return new MigrationException(Failure.of(Outcome.DENIED, "Row security on the " + what + " " + name() + " may hide rows of it from the role "
                + "of this run. So it is not read, even where a policy shows all rows, as USING (true) does.")
                .withAdvice("Let its owner run: ALTER TABLE " + name() + " DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY; "
                        + "or let MIGRATOR_ROLE name a role with BYPASSRLS.")
                .withServer(SqlStates.words(e)), e);
    }
}
