package digital.market.migrator.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.database.TableLock;

/**
 * The table in which Alembic keeps the revision that it has brought a schema to.
 *
 * @param schema the schema that is migrated
 * @param owner  the role that the table belongs to
 */
record AlembicVersion(String schema, String owner) {

    static final String NAME = "alembic_version";

    private static final String FIND = """
            SELECT pg_catalog.pg_get_userbyid(c.relowner)
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'version_num' AND NOT a.attisdropped
            WHERE n.nspname = %s AND c.relname = %s
            """;

    private static final String REVISIONS = """
            SELECT version_num FROM %s ORDER BY version_num
            """;

    private static final String UPDATE = """
            UPDATE %s SET version_num = %s
            """;

    private static final String INSERT = """
            INSERT INTO %s (version_num) VALUES (%s)
            """;

    private static final String CLEAR = """
            DELETE FROM %s
            """;

    /** The table of this schema, if it has one. */
    static Optional<AlembicVersion> find(Session session, String schema) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet owner = statement.executeQuery(FIND.formatted(Sql.literal(schema), Sql.literal(NAME)))) {
            return owner.next() ? Optional.of(new AlembicVersion(schema, owner.getString(1))) : Optional.empty();
        }
    }

    /** The lock under which no Alembic that starts now comes further than to ask for its revision. */
    TableLock lock() {
        return new TableLock(quoted());
    }

    /** What is known of the strangers that could run something by way of it. */
    TableTrust trust() {
        return new TableTrust("table", schema, NAME);
    }

    /** What it holds: one revision, or none where everything was taken back, or several where Alembic's history has branches. */
    List<String> revisions(Session session) throws SQLException {
        List<String> revisions = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = trust().read(session, statement, REVISIONS.formatted(quoted()))) {
            while (rows.next()) {
                revisions.add(rows.getString(1));
            }
        }
        return revisions;
    }

    /** Lets it hold this revision. */
    void set(Session session, String revision) throws SQLException {
        String statement = revisions(session).isEmpty() ? INSERT : UPDATE;
        Session.execute(session.connection(), statement.formatted(quoted(), Sql.literal(revision)));
    }

    /** Lets it hold no revision, as Alembic does when it has taken everything back. */
    void clear(Session session) throws SQLException {
        Session.execute(session.connection(), CLEAR.formatted(quoted()));
    }

    /** The table's name as SQL. */
    String quoted() {
        return Sql.identifier(schema) + "." + Sql.identifier(NAME);
    }
}
