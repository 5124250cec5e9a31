package digital.market.migrator.schema;

import java.util.List;

import digital.market.migrator.database.Sql;

/**
 * The one query that tells what a schema holds: kind, table, name and definition of each object.
 *
 * <p>It asks for what every release from 14 on tells alike. NOT NULL is said with the column, not among the constraints,
 * where only PostgreSQL 18 has it. Left out is what is not the catalog's business or differs from server to server:
 * the history and Alembic's version, whatever belongs to an extension, owners and privileges, comments, storage.
 */
final class SchemaQuery {

    /**
     * Tables, views and sequences; a sequence belongs to the history if its table does. Of others are the objects of
     * extensions, and the functions that come with a range type. The columns that a view reads are told since
     * {@link LiveSchema} takes the tables' names out of its text.
     */
    private static final String RELATIONS = """
            WITH schema AS (
                SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = %1$s
            ), owned AS (
                SELECT d.objid AS sequence, d.refobjid AS relation, o.relname AS table_name, d.deptype,
                       d.refobjid::regclass || '.' || quote_ident(a.attname) AS by_column
                FROM pg_catalog.pg_depend AS d
                JOIN pg_catalog.pg_class AS o ON o.oid = d.refobjid
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
                  AND d.deptype IN ('a', 'i')
            ), of_others AS (
                SELECT classid, objid FROM pg_catalog.pg_depend
                WHERE deptype = 'e' OR deptype = 'i' AND classid = 'pg_catalog.pg_proc'::regclass
            ), relations AS (
                SELECT c.*, o.by_column, o.deptype
                FROM pg_catalog.pg_class AS c
                LEFT JOIN owned AS o ON o.sequence = c.oid AND c.relkind = 'S'
                WHERE c.relnamespace = (SELECT oid FROM schema)
                  AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
                  AND coalesce(o.table_name, c.relname) NOT IN (%2$s, 'alembic_version')
                  AND ('pg_catalog.pg_class'::regclass, c.oid) NOT IN (SELECT classid, objid FROM of_others)
            ), read_by_views AS (
                SELECT r.ev_class AS view, d.refobjid::regclass::text AS relation,
                       string_agg(DISTINCT quote_ident(a.attname) COLLATE "C", ', ') AS columns
                FROM pg_catalog.pg_rewrite AS r
                JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
                                              AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                GROUP BY r.ev_class, d.refobjid
            )
            """;

    /** The first branch gives the columns of all their type: as the type name of {@code relname}, what is longer would be cut. */
    private static final String TABLES = """
            SELECT 'TABLE', c.relname::text, c.relname::text,
                   concat_ws(' ',
                             CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END,
                             (SELECT 'FOREIGN SERVER ' || quote_ident(s.srvname)
                              FROM pg_catalog.pg_foreign_table AS f JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver
                              WHERE f.ftrelid = c.oid),
                             (SELECT CASE WHEN c.relispartition THEN 'PARTITION OF ' ELSE 'INHERITS ' END
                                     || string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
                              FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid),
                             pg_get_expr(c.relpartbound, c.oid),
                             'PARTITION BY ' || pg_get_partkeydef(c.oid),
                             CASE WHEN c.relrowsecurity THEN 'ROW LEVEL SECURITY' END,
                             CASE WHEN c.relforcerowsecurity THEN 'FORCED' END)
            FROM relations AS c
            WHERE c.relkind IN ('r', 'p', 'f')
            """;

    /** The default comes last, since it alone may be changed without a second thought. */
    private static final String COLUMNS = """
            SELECT 'COLUMN', c.relname, a.attname,
                   concat_ws(' ',
                             format_type(a.atttypid, a.atttypmod),
                             CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
                             CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                             (SELECT 'NOT VALID' FROM pg_catalog.pg_constraint AS n
                              WHERE n.conrelid = c.oid AND n.contype = 'n' AND a.attnum = ANY (n.conkey) AND NOT n.convalidated),
                             CASE a.attidentity WHEN 'a' THEN 'GENERATED ALWAYS AS IDENTITY'
                                                WHEN 'd' THEN 'GENERATED BY DEFAULT AS IDENTITY' END,
                             CASE a.attgenerated WHEN '' THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
                                  ELSE 'GENERATED ALWAYS AS ' || pg_get_expr(d.adbin, d.adrelid)
                                       || CASE a.attgenerated WHEN 's' THEN ' STORED' ELSE ' VIRTUAL' END END)
            FROM relations AS c
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relkind IN ('r', 'p', 'f')
            """;

    /** A partition's share of a constraint goes without saying. */
    private static final String CONSTRAINTS = """
            SELECT 'CONSTRAINT', c.relname, n.conname, pg_get_constraintdef(n.oid)
            FROM relations AS c
            JOIN pg_catalog.pg_constraint AS n ON n.conrelid = c.oid AND n.contype IN ('p', 'u', 'f', 'c', 'x') AND n.conparentid = 0
            """;

    /** Those of constraints, and a partition's share of an index, go without saying. */
    private static final String INDEXES = """
            SELECT 'INDEX', c.relname, x.relname,
                   concat_ws(' ',
                             regexp_replace(pg_get_indexdef(x.oid, 0, true),
                                            '^CREATE (UNIQUE )?INDEX (?:"(?:[^"]|"")+"|[^ ]+) ON (?:ONLY )?(?:"(?:[^"]|"")+"|[^ ]+) ', E'\\\\1'),
                             CASE WHEN NOT i.indisvalid THEN 'INVALID' END)
            FROM relations AS c
            JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
            JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid AND NOT x.relispartition
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS n
                              WHERE n.conindid = x.oid AND n.contype IN ('p', 'u', 'x'))
            """;

    private static final String TRIGGERS = """
            SELECT 'TRIGGER', c.relname, t.tgname,
                   concat_ws(' ',
                             regexp_replace(pg_get_triggerdef(t.oid, true),
                                            '^CREATE (CONSTRAINT )?TRIGGER (?:"(?:[^"]|"")+"|[^ ]+) ', E'\\\\1'),
                             CASE t.tgenabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'ENABLED REPLICA' WHEN 'A' THEN 'ENABLED ALWAYS' END)
            FROM relations AS c
            JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgparentid = 0
            """;

    private static final String POLICIES = """
            SELECT 'POLICY', c.relname, p.polname,
                   concat_ws(' ',
                             CASE WHEN NOT p.polpermissive THEN 'RESTRICTIVE' END,
                             CASE p.polcmd WHEN 'r' THEN 'FOR SELECT' WHEN 'a' THEN 'FOR INSERT' WHEN 'w' THEN 'FOR UPDATE'
                                           WHEN 'd' THEN 'FOR DELETE' END,
                             'TO ' || (SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname) FROM pg_catalog.pg_roles AS r
                                       WHERE r.oid = ANY (p.polroles)),
                             'USING ' || pg_get_expr(p.polqual, p.polrelid),
                             'WITH CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
            FROM relations AS c
            JOIN pg_catalog.pg_policy AS p ON p.polrelid = c.oid
            """;

    /** What is as CREATE SEQUENCE makes it goes without saying. */
    private static final String SEQUENCES = """
            SELECT 'SEQUENCE', NULL, c.relname,
                   concat_ws(' ',
                             format_type(s.seqtypid, NULL),
                             'INCREMENT ' || nullif(s.seqincrement, 1),
                             'MINVALUE ' || nullif(s.seqmin, 1),
                             'MAXVALUE ' || nullif(s.seqmax, CASE s.seqtypid WHEN 'smallint'::regtype THEN 32767
                                                                             WHEN 'integer'::regtype THEN 2147483647
                                                                             ELSE 9223372036854775807 END),
                             'START ' || nullif(s.seqstart, s.seqmin),
                             'CACHE ' || nullif(s.seqcache, 1),
                             CASE WHEN s.seqcycle THEN 'CYCLE' END,
                             CASE c.deptype WHEN 'i' THEN 'IDENTITY OF ' ELSE 'OWNED BY ' END || c.by_column)
            FROM relations AS c
            JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid
            """;

    private static final String VIEWS = """
            SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED_VIEW' END, c.relname, c.relname,
                   concat_ws(' ',
                             'WITH (' || array_to_string(c.reloptions, ', ') || ')',
                             'OF ' || (SELECT string_agg(o.relation || '(' || o.columns || ')', ', ' ORDER BY o.relation COLLATE "C")
                                       FROM read_by_views AS o WHERE o.view = c.oid),
                             'AS ' || btrim(pg_get_viewdef(c.oid), ' ;'))
            FROM relations AS c
            WHERE c.relkind IN ('v', 'm')
            """;

    private static final String TYPES = """
            SELECT CASE t.typtype WHEN 'e' THEN 'ENUM' WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, NULL, t.typname,
                   CASE t.typtype
                   WHEN 'e' THEN (SELECT '(' || coalesce(string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder), '') || ')'
                                  FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid)
                   WHEN 'd' THEN concat_ws(' ', format_type(t.typbasetype, t.typtypmod),
                                           CASE WHEN t.typcollation <> b.typcollation THEN 'COLLATE ' || t.typcollation::regcollation END,
                                           CASE WHEN t.typnotnull THEN 'NOT NULL' END,
                                           'DEFAULT ' || t.typdefault,
                                           (SELECT string_agg('CONSTRAINT ' || quote_ident(n.conname) || ' ' || pg_get_constraintdef(n.oid), ' '
                                                              ORDER BY n.conname COLLATE "C")
                                            FROM pg_catalog.pg_constraint AS n WHERE n.contypid = t.oid AND n.contype = 'c'))
                   WHEN 'r' THEN (SELECT 'RANGE OF ' || format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range AS r WHERE r.rngtypid = t.oid)
                   ELSE (SELECT '(' || coalesce(string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum), '')
                                  || ')'
                         FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
                   END
            FROM pg_catalog.pg_type AS t
            LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
            LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
            WHERE t.typnamespace = (SELECT oid FROM schema)
              AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c')
              AND ('pg_catalog.pg_type'::regclass, t.oid) NOT IN (SELECT classid, objid FROM of_others)
            """;

    /** A body is told by its digest, with the line ends of no particular editor. */
    private static final String FUNCTIONS = """
            SELECT 'FUNCTION', NULL, quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')',
                   concat_ws(' ',
                             CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' WHEN 'w' THEN 'WINDOW' END,
                             'WITH (' || nullif(pg_get_function_arguments(p.oid), '') || ')',
                             'RETURNS ' || pg_get_function_result(p.oid),
                             'LANGUAGE ' || l.lanname,
                             CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' END,
                             CASE WHEN p.proisstrict THEN 'STRICT' END,
                             CASE WHEN p.prosecdef THEN 'SECURITY DEFINER' END,
                             CASE WHEN p.proleakproof THEN 'LEAKPROOF' END,
                             CASE p.proparallel WHEN 's' THEN 'PARALLEL SAFE' WHEN 'r' THEN 'PARALLEL RESTRICTED' END,
                             'SET ' || array_to_string(p.proconfig, ', '),
                             'AS ' || substr(encode(sha256(convert_to(
                                 replace(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), E'\\r\\n', E'\\n'), 'UTF8')), 'hex'), 1, 16))
            FROM pg_catalog.pg_proc AS p
            JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
            WHERE p.pronamespace = (SELECT oid FROM schema)
              AND ('pg_catalog.pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM of_others)
            """;

    private SchemaQuery() {
    }

    /** The query for this schema; the history's table is left out. */
    static String of(String schema, String historyTable) {
        return RELATIONS.formatted(Sql.literal(schema), Sql.literal(historyTable)) + String.join("UNION ALL\n",
                List.of(TABLES, COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, POLICIES, SEQUENCES, VIEWS, TYPES, FUNCTIONS));
    }
}
