package digital.market.migrator.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's catalogs as text, one line per object, as complete as {@code pg_dump --schema-only} and more so: what is
 * marked with flags, owned, granted, commented, depended on. Numbers that PostgreSQL hands out are replaced by names, so
 * that two databases to which the same was done, on servers of the same release, give the same text.
 */
final class CatalogText {

    /** Of the schemas that are not PostgreSQL's own, which the queries call {@code n}. */
    private static final String OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    /** Flags, limits, grants and options stand in the rows themselves; what is left out is spelt out beside them, or chance. */
    private static final List<String> QUERIES = List.of("""
            SELECT 'schema', n.nspname, n.nspowner::regrole, n.nspacl
            FROM pg_namespace n WHERE %s
            """, """
            SELECT 'relation', c.oid::regclass, c.relowner::regrole, m.amname, s.spcname, c.reloftype::regtype,
                   pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
                   ARRAY(SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = c.oid ORDER BY inhseqno),
                   CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
                   to_jsonb(c) - '{oid,relnamespace,reltype,reloftype,relowner,relam,relfilenode,reltablespace,relpages,reltuples,
                       relallvisible,relallfrozen,reltoastrelid,relfrozenxid,relminmxid,relrewrite,relpartbound,relhasindex,
                       relhasrules,relhastriggers,relhassubclass}'::text[]
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace WHERE %s
            """, """
            SELECT 'column', a.attrelid::regclass, format_type(nullif(a.atttypid, 0), a.atttypmod), a.attcollation::regcollation,
                   pg_get_expr(d.adbin, d.adrelid), to_jsonb(a) - '{attrelid,atttypid,attcollation,attmissingval,attcacheoff}'::text[]
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0 AND %s
            """, """
            SELECT 'constraint', o.conname, o.contypid::regtype, o.conrelid::regclass, o.conparentid > 0, o.convalidated,
                   o.conislocal, o.coninhcount, o.connoinherit, pg_get_constraintdef(o.oid)
            FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace WHERE %s
            """, """
            SELECT 'index', pg_get_indexdef(i.indexrelid),
                   to_jsonb(i) - '{indexrelid,indrelid,indcollation,indclass,indexprs,indpred,indcheckxmin}'::text[]
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE %s
            """, """
            SELECT 'sequence', s.seqrelid::regclass, s.seqtypid::regtype, to_jsonb(s) - '{seqrelid,seqtypid}'::text[]
            FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE %s
            """, """
            SELECT 'routine', p.oid::regprocedure, p.proowner::regrole, p.proacl,
                   CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid)
                        ELSE concat_ws(' ', pg_get_function_arguments(p.oid), g.aggtransfn, g.aggfinalfn, g.aggtranstype::regtype,
                                       g.agginitval) END
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid WHERE %s
            """, """
            SELECT 'type', t.oid::regtype, t.typowner::regrole, t.typacl, t.typtype, t.typnotnull, t.typdefault,
                   format_type(nullif(t.typbasetype, 0), t.typtypmod), t.typcollation::regcollation, r.rngsubtype::regtype,
                   ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_range r ON r.rngtypid = t.oid WHERE %s
            """, """
            SELECT 'trigger', t.tgenabled, pg_get_triggerdef(t.oid)
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT t.tgisinternal AND %s
            """, """
            SELECT 'rule', r.ev_enabled, pg_get_ruledef(r.oid)
            FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE %s
            """, """
            SELECT 'policy', p.polrelid::regclass, p.polname, p.polcmd, p.polpermissive,
                   ARRAY(SELECT CASE role WHEN 0 THEN 'PUBLIC' ELSE role::regrole::text END FROM unnest(p.polroles) AS role),
                   pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
            FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE %s
            """, """
            SELECT 'statistics', s.stxowner::regrole, s.stxstattarget, pg_get_statisticsobjdef(s.oid)
            FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE %s
            """, """
            SELECT 'default grants', a.defaclrole::regrole, a.defaclnamespace::regnamespace, a.defaclobjtype, a.defaclacl
            FROM pg_default_acl a
            """, """
            SELECT 'comment', o.type, o.identity, d.description
            FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) o WHERE d.objoid >= 16384
            """, """
            SELECT DISTINCT 'dependency', one.type, regexp_replace(one.identity, '(RI_ConstraintTrigger_.)_\\d+', '\\1'), d.deptype,
                   other.type, regexp_replace(other.identity, '(RI_ConstraintTrigger_.)_\\d+', '\\1')
            FROM pg_depend d, pg_identify_object(d.classid, d.objid, d.objsubid) one,
                 pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) other
            WHERE d.objid >= 16384 AND NOT concat(one.identity, other.identity) ~ 'pg_toast'
            """);

    private CatalogText() {
    }

    /** The lines, sorted; the connection is a superuser's whose search path is empty, so that each name is qualified. */
    static List<String> of(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String query : QUERIES) {
            lines.addAll(Query.rows(connection, query.formatted(OURS)));
        }
        return lines.stream().sorted().toList();
    }
}
