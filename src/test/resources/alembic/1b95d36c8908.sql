ALTER TABLE products ADD COLUMN hidden_content TEXT;

UPDATE products SET hidden_content = 'Content of ' || name;

ALTER TABLE products ALTER COLUMN hidden_content SET NOT NULL;

UPDATE alembic_version SET version_num='1b95d36c8908' WHERE alembic_version.version_num = '2fda6446e69f';
