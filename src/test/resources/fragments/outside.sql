CREATE TYPE outside_# AS ENUM ('calm');
ALTER TYPE outside_# ADD VALUE 'glad; or not';
CREATE TABLE outside_table_# (mood outside_# DEFAULT 'glad; or not');
BEGIN;
INSERT INTO outside_table_# DEFAULT VALUES;
COMMIT;
CREATE INDEX CONCURRENTLY ON outside_table_# (mood);
DO $$ BEGIN INSERT INTO outside_table_# VALUES ('calm'); COMMIT; INSERT INTO outside_table_# VALUES ('calm'); ROLLBACK; END $$;
REINDEX TABLE CONCURRENTLY outside_table_#;
SET search_path = pg_catalog