package digital.market.migrator.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;

/**
 * A history of Flyway 3 or 4, which both called {@code schema_version}.
 *
 * @param ranksVersions whether it has the column that only Flyway 3 fills
 */
record OldHistory(HistoryTable table, boolean ranksVersions) {

    private static final String NAME = "schema_version";

    private static final String FIND = """
            SELECT pg_catalog.bool_or(a.attname = 'version_rank')
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND NOT a.attisdropped
            WHERE n.nspname = %s AND c.relname = %s AND c.relkind = 'r'
            HAVING pg_catalog.bool_or(a.attname = 'installed_rank')
            """;

    /** Looks for one in this schema. */
    static Optional<OldHistory> find(Session session, String schema) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet found = statement.executeQuery(FIND.formatted(Sql.literal(schema), Sql.literal(NAME)))) {
            return found.next() ? Optional.of(new OldHistory(new HistoryTable(schema, NAME), found.getBoolean(1))) : Optional.empty();
        }
    }

    /** How to go on with it. Flyway 4's table is today's; Flyway 3's is made so by what Flyway 4 did to it at its first run. */
    String advice() {
        String setting = "MIGRATOR_TABLE=" + NAME;
        return ranksVersions
                ? NAME + " is a history of Flyway 3. Let its owner make it one of today: " + upgrade() + " Then set " + setting + "."
                : NAME + " is a history of Flyway 4: to go on with it, set " + setting + ".";
    }

    private String upgrade() {
        String key = Sql.identifier(NAME + "_pk");
        return "ALTER TABLE " + table.quoted() + " DROP COLUMN version_rank, DROP CONSTRAINT " + key
                + ", ALTER COLUMN version DROP NOT NULL, ADD CONSTRAINT " + key + " PRIMARY KEY (installed_rank);";
    }
}
