-- One of each kind of object, beside the bot's tables.

CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
CREATE DOMAIN percent AS integer DEFAULT 0 CONSTRAINT in_range CHECK (VALUE >= 0 AND VALUE <= 100);
CREATE TYPE address AS (street text, "no." varchar(5));
CREATE TYPE span AS RANGE (subtype = integer);
CREATE SEQUENCE tickets AS smallint START 5 INCREMENT 2 CYCLE;

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.title = coalesce(NEW.title, '');
    RETURN NEW;
END $$;
CREATE FUNCTION discount(price integer, "by" percent DEFAULT 10) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
    RETURN price - price * "by" / 100;

CREATE TABLE reviews (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id integer NOT NULL CONSTRAINT of_product REFERENCES products ON DELETE CASCADE,
    mood mood DEFAULT 'sad',
    stars percent,
    text varchar(200) DEFAULT 'one
two',
    title text COLLATE "C",
    length integer GENERATED ALWAYS AS (char_length(text)) STORED,
    "at" timestamptz DEFAULT '2026-01-02 03:04:05+00',
    "From" address,
    during tsrange,
    CONSTRAINT positive CHECK (product_id > 0 AND title <> E'it''s \\d'),
    CONSTRAINT "one per time" UNIQUE (product_id, at) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT unlike UNIQUE NULLS NOT DISTINCT (title),
    CONSTRAINT apart EXCLUDE USING gist (during WITH &&)
);
CREATE INDEX reviews_by_product ON reviews (product_id DESC) INCLUDE (stars) WHERE mood = 'sad';
CREATE UNIQUE INDEX "Reviews by text" ON reviews (lower(text));
CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON reviews FOR EACH ROW WHEN (NEW.mood = 'sad') EXECUTE FUNCTION touch();
ALTER TABLE reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON reviews FOR SELECT USING (product_id > 0);

CREATE TABLE "Notes; and more" (note text NOT NULL);
CREATE UNLOGGED TABLE hits (page text);
CREATE TABLE more_hits (referrer text) INHERITS (hits);

CREATE TABLE visits (at timestamptz NOT NULL, page integer NOT NULL, PRIMARY KEY (page, at)) PARTITION BY RANGE (at);
CREATE TABLE visits_2026 PARTITION OF visits FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');
CREATE INDEX visits_by_time ON visits (at);

CREATE VIEW cheap AS SELECT id, name, 'a.b' AS tag FROM products WHERE price < 10;
CREATE VIEW sold WITH (security_barrier = true) AS
    SELECT p.name, count(*) AS times FROM products p JOIN purchases s ON s.product_id = p.id
    WHERE EXISTS (SELECT FROM users u WHERE u.id = s.user_id) GROUP BY p.name;
CREATE MATERIALIZED VIEW totals AS SELECT product_id, sum(price) AS total FROM purchases GROUP BY product_id;
CREATE UNIQUE INDEX totals_by_product ON totals (product_id);

CREATE PROCEDURE forget(before timestamptz) LANGUAGE sql SECURITY DEFINER SET work_mem = '1MB'
    AS 'DELETE FROM visits WHERE at < before';
