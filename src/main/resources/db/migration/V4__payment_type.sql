-- migrator: revision=5ca0f991801d, revises=1720ca777755

-- A constant default fills existing rows from the catalog: nothing is read or rewritten under the lock.
-- SET DEFAULT NULL takes the default away again; DROP DEFAULT in the same statement would run before ADD COLUMN.

ALTER TABLE purchases
    ADD COLUMN payment_type varchar NOT NULL DEFAULT 'unknown',
    ALTER COLUMN payment_type SET DEFAULT NULL;
