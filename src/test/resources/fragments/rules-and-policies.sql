CREATE TABLE ruled_# (id int, what text);
CREATE TABLE ruled_log_# (id int, what text);
CREATE RULE log_it AS ON INSERT TO ruled_# DO ALSO (
    INSERT INTO ruled_log_# VALUES (NEW.id, 'one;');
    INSERT INTO ruled_log_# VALUES (NEW.id, 'two)');
);
INSERT INTO ruled_# VALUES (1, 'x');
ALTER TABLE ruled_# ENABLE ROW LEVEL SECURITY;
CREATE POLICY "see; own" ON ruled_# FOR SELECT TO PUBLIC USING (what = current_user);
GRANT SELECT (id), UPDATE (what) ON ruled_# TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO PUBLIC;
CREATE VIEW ruled_view_# WITH (security_barrier) AS SELECT id FROM ruled_# WITH CHECK OPTION;
CREATE MATERIALIZED VIEW ruled_counts_# AS SELECT what, count(*) FROM ruled_log_# GROUP BY what;
CREATE STATISTICS ruled_stats_# ON id, what FROM ruled_#;
CREATE AGGREGATE total_#(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE SEQUENCE ruled_seq_# START 5 INCREMENT BY 5; SELECT nextval('ruled_seq_#'), setval('ruled_seq_#', 50);
ALTER TABLE ruled_# ADD total int GENERATED ALWAYS AS (id * 2) STORED, DROP COLUMN what CASCADE;
