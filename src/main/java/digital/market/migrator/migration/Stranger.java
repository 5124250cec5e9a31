package digital.market.migrator.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;

/**
 * A role that is not trusted with a table that the run writes, but owns it or something that runs then.
 *
 * @param owner    the role
 * @param kind     what it owns, e.g. {@code function}; empty for the table itself
 * @param identity the name of that
 * @param run      the role of the run
 */
record Stranger(String owner, String kind, String identity, String run) {

    private static final String TABLE = "table";

    /**
     * What is on the table are its triggers, constraints, defaults, generated columns, indexes, policies and rules. What they use,
     * directly or by way of an operator or a type, is what PostgreSQL notes as their dependencies; its own functions are not noted.
     * A foreign key that references the table, and cascades, writes another table, which is written by this run then.
     * {@code pg_has_role} says yes to all of a superuser's questions, so the memberships are read.
     */
    private static final String QUERY = """
            WITH RECURSIVE target AS (
                SELECT c.oid, c.relowner, c.relnamespace FROM pg_catalog.pg_class AS c WHERE %1$s
            ), own(oid) AS (
                SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user
                UNION SELECT m.roleid FROM own JOIN pg_catalog.pg_auth_members AS m ON m.member = own.oid
            ), trusted(oid) AS (
                SELECT oid FROM own
                UNION SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolsuper OR r.rolname IN ('pg_database_owner'%2$s)
                UNION SELECT n.nspowner FROM pg_catalog.pg_namespace AS n JOIN target ON n.oid = target.relnamespace
                UNION SELECT d.datdba FROM pg_catalog.pg_database AS d WHERE d.datname = current_database()
            ), written(oid) AS (
                SELECT oid FROM target
                UNION SELECT k.conrelid FROM written JOIN pg_catalog.pg_constraint AS k ON k.confrelid = written.oid AND k.contype = 'f'
            ), used(classid, objid) AS (
                (SELECT 'pg_class'::regclass::oid, oid FROM written
                 UNION ALL SELECT 'pg_class'::regclass::oid, i.indexrelid FROM pg_catalog.pg_index AS i JOIN written ON i.indrelid = written.oid
                 UNION ALL SELECT 'pg_trigger'::regclass::oid, t.oid FROM pg_catalog.pg_trigger AS t JOIN written ON t.tgrelid = written.oid
                 UNION ALL SELECT 'pg_constraint'::regclass::oid, k.oid FROM pg_catalog.pg_constraint AS k JOIN written ON k.conrelid = written.oid
                 UNION ALL SELECT 'pg_attrdef'::regclass::oid, f.oid FROM pg_catalog.pg_attrdef AS f JOIN written ON f.adrelid = written.oid
                 UNION ALL SELECT 'pg_policy'::regclass::oid, p.oid FROM pg_catalog.pg_policy AS p JOIN written ON p.polrelid = written.oid
                 UNION ALL SELECT 'pg_rewrite'::regclass::oid, w.oid FROM pg_catalog.pg_rewrite AS w JOIN written ON w.ev_class = written.oid)
                UNION
                SELECT next.classid, next.objid FROM used CROSS JOIN LATERAL (
                    SELECT d.refclassid, d.refobjid FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = used.classid AND d.objid = used.objid
                      AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_type'::regclass)
                    UNION ALL
                    SELECT 'pg_constraint'::regclass::oid, k.oid FROM pg_catalog.pg_constraint AS k
                    WHERE used.classid = 'pg_type'::regclass AND k.contypid = used.objid) AS next(classid, objid)
                WHERE used.classid <> 'pg_proc'::regclass
            ), owned(kind, identity, owner) AS (
                SELECT '', '', relowner FROM target
                UNION ALL SELECT 'table', c.oid::regclass::text, c.relowner FROM written JOIN pg_catalog.pg_class AS c USING (oid)
                    WHERE oid NOT IN (SELECT oid FROM target)
                UNION ALL SELECT 'function', p.oid::regprocedure::text, p.proowner FROM used JOIN pg_catalog.pg_proc AS p
                    ON used.classid = 'pg_proc'::regclass AND p.oid = used.objid
                UNION ALL SELECT 'operator', o.oid::regoperator::text, o.oprowner FROM used JOIN pg_catalog.pg_operator AS o
                    ON used.classid = 'pg_operator'::regclass AND o.oid = used.objid
                UNION ALL SELECT 'operator class', c.opcname::text, c.opcowner FROM used JOIN pg_catalog.pg_opclass AS c
                    ON used.classid = 'pg_opclass'::regclass AND c.oid = used.objid
                UNION ALL SELECT 'type', t.oid::regtype::text, t.typowner FROM used JOIN pg_catalog.pg_type AS t
                    ON used.classid = 'pg_type'::regclass AND t.oid = used.objid
            )
            SELECT pg_catalog.pg_get_userbyid(owner), kind, identity, current_user FROM owned
            WHERE owner NOT IN (SELECT oid FROM trusted) ORDER BY kind, identity LIMIT 1
            """;

    /**
     * The first one there is.
     *
     * @param table   a condition that the row {@code c} of {@code pg_class} fulfils
     * @param trusted a role that is trusted by name
     */
    static Optional<Stranger> at(String table, Optional<String> trusted, Session session) throws SQLException {
        String query = QUERY.formatted(table, trusted.map(role -> ", " + Sql.literal(role)).orElse(""));
        try (Statement statement = session.connection().createStatement(); ResultSet rows = session.ask(statement, query)) {
            return rows.next() ? Optional.of(new Stranger(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)))
                    : Optional.empty();
        }
    }

    /** Says that nothing is written there. */
    Failure failure(String what, String table) {
        String role = Sql.identifier(owner);
        String trust = "; or, if " + role + " is to be trusted, set MIGRATOR_HISTORY_OWNER=" + owner + ".";
        if (kind.isEmpty()) {
            return Failure.of(Outcome.DENIED, "The " + what + " " + table + " belongs to " + role + ", which this run does not trust: what that role puts "
                    + "on it, such as a trigger, would run with the rights of " + Sql.identifier(run) + ". Nothing was written.")
                    .withAdvice("Find out who made it, and let an administrator drop it or run: ALTER TABLE " + table + " OWNER TO "
                            + Sql.identifier(run) + trust);
        }
        if (kind.equals(TABLE)) {
            return Failure.of(Outcome.DENIED, "The " + what + " " + table + " is referenced by a foreign key of the table " + identity + " of " + role
                    + ", which this run does not trust: what that role puts there would run with the rights of " + Sql.identifier(run)
                    + ". Nothing was written.").withAdvice("Let an administrator drop that foreign key" + trust);
        }
        return Failure.of(Outcome.DENIED, "The " + what + " " + table + " uses the " + kind + " " + identity + " of " + role + ", which this run does not "
                + "trust: it would run with the rights of " + Sql.identifier(run) + ". Nothing was written.")
                .withAdvice("Let the owner of the table take off what uses it, a trigger, check, default or index" + trust);
    }
}
