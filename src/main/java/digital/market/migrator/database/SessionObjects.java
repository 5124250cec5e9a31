package digital.market.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a session holds beside settings and locks: temporary objects, prepared statements, cursors WITH HOLD, channels.
 *
 * @param removals the statement that takes each away, by what tells one from another that is called the same
 * @param channels the statements that listen to what the session listens to
 */
record SessionObjects(Map<String, String> removals, List<String> channels) {

    private static final String CHANNEL = "channel";

    /**
     * A temporary table cannot be dropped while a deferred constraint of it has not been checked. The driver prepares statements too,
     * and knows which: those stay. {@code pg_identify_object} names objects as {@code DROP} takes them, but for two kinds. Any search
     * path may be in force: each function and operator has its schema.
     */
    private static final String QUERY = """
            SELECT pg_catalog.concat('constraint ', oid) AS key, pg_catalog.format('SET CONSTRAINTS pg_temp.%I IMMEDIATE', conname) AS removal
              FROM pg_catalog.pg_constraint WHERE connamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema() AND condeferrable
            UNION ALL
            SELECT pg_catalog.concat('cursor ', name, creation_time), pg_catalog.format('CLOSE %I', name)
              FROM pg_catalog.pg_cursors WHERE is_holdable
            UNION ALL
            SELECT pg_catalog.concat('statement ', name, prepare_time), pg_catalog.format('DEALLOCATE %I', name)
              FROM pg_catalog.pg_prepared_statements WHERE from_sql
            UNION ALL
            SELECT 'channel', pg_catalog.format('LISTEN %I', channel)
              FROM pg_catalog.pg_listening_channels() AS listening(channel)
            UNION ALL
            SELECT pg_catalog.concat('object ', d.classid, ' ', d.objid), pg_catalog.format('DROP %s IF EXISTS %s CASCADE',
                     CASE WHEN o.type OPERATOR(pg_catalog.=) 'composite type' THEN 'type'
                          WHEN o.type OPERATOR(pg_catalog.=) 'statistics object' THEN 'statistics' ELSE o.type END, o.identity)
              FROM pg_catalog.pg_depend AS d CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) AS o
             WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass
               AND d.refobjid OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()
            """;

    /** What the session holds now. */
    static SessionObjects of(Connection connection) throws SQLException {
        Map<String, String> removals = new LinkedHashMap<>();
        List<String> channels = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(QUERY)) {
            while (result.next()) {
                if (result.getString(1).equals(CHANNEL)) {
                    channels.add(result.getString(2));
                } else {
                    removals.put(result.getString(1), result.getString(2));
                }
            }
        }
        return new SessionObjects(removals, channels);
    }

    /** Takes away what the session holds now and did not hold here, but for channels. */
    void removeOthers(Connection connection) throws SQLException {
        execute(connection, others(connection));
    }

    /**
     * Takes away what the session holds now and did not hold here. A {@code LISTEN} is not to be seen before its transaction is
     * committed: so all channels are given up and listened to again, in the same transaction, in which nothing is missed.
     */
    void removeOthersAndChannels(Connection connection) throws SQLException {
        List<String> statements = others(connection);
        statements.add("UNLISTEN *");
        statements.addAll(channels);
        execute(connection, statements);
    }

    private List<String> others(Connection connection) throws SQLException {
        Map<String, String> others = of(connection).removals;
        others.keySet().removeAll(removals.keySet());
        return new ArrayList<>(others.values());
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        if (!statements.isEmpty()) {
            Session.execute(connection, String.join("; ", statements));
        }
    }
}
