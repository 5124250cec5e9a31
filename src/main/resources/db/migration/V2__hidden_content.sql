-- migrator: revision=1b95d36c8908, revises=2fda6446e69f

-- A constant default fills existing rows from the catalog: nothing is read or rewritten under the lock.
-- SET DEFAULT NULL takes the default away again; DROP DEFAULT in the same statement would run before ADD COLUMN.

ALTER TABLE products
    ADD COLUMN hidden_content text NOT NULL DEFAULT '',
    ALTER COLUMN hidden_content SET DEFAULT NULL;
