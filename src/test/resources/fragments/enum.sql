CREATE TYPE "mood #" AS ENUM ('calm', 'it''s; "fine"', ':name');
ALTER TYPE "mood #" ADD VALUE 'between' BEFORE ':name';
CREATE TABLE moods_# (mood "mood #" NOT NULL DEFAULT 'calm', history "mood #"[]);
INSERT INTO moods_# VALUES (DEFAULT, ARRAY['calm', 'it''s; "fine"']::"mood #"[]);
CREATE DOMAIN percent_# AS int NOT NULL DEFAULT 0 CONSTRAINT "in range" CHECK (VALUE BETWEEN 0 AND 100);
CREATE TYPE pair_# AS (one percent_#, other "mood #");
CREATE TYPE span_# AS RANGE (subtype = int);
COMMENT ON TYPE pair_# IS 'one; two';
