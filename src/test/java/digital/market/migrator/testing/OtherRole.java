package digital.market.migrator.testing;

import digital.market.migrator.database.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * A role with an awkward name, of which the roles of some databases are members. To be closed before those are.
 *
 * @param name      what it is called
 * @param databases where it may own things and be granted some
 */
public record OtherRole(String name, List<TestDatabase> databases) implements AutoCloseable {

    /** A new one. */
    public static OtherRole of(TestDatabase... databases) throws SQLException {
        OtherRole role = new OtherRole("The \"other's\" \\ $$ role; -- " + UUID.randomUUID().toString().substring(0, 18), List.of(databases));
        Query.executeAsSuperuser(databases[0], "CREATE ROLE " + role.identifier());
        for (TestDatabase database : databases) {
            Query.executeAsSuperuser(database, "GRANT " + role.identifier() + " TO " + database.role());
        }
        return role;
    }

    /** The name as SQL. */
    public String identifier() {
        return Sql.identifier(name);
    }

    @Override
    public void close() throws SQLException {
        for (TestDatabase database : databases) {
            Query.executeAsSuperuser(database, "DROP OWNED BY " + identifier() + " CASCADE");
        }
        Query.executeAsSuperuser(databases.get(0), "DROP ROLE " + identifier());
    }
}
