ALTER TABLE purchases ADD COLUMN payment_id VARCHAR;

UPDATE purchases SET payment_id = 'paid-' || id;

ALTER TABLE purchases ALTER COLUMN payment_id SET NOT NULL;

ALTER TABLE purchases ADD CONSTRAINT uq_purchases_payment_id UNIQUE (payment_id);

UPDATE alembic_version SET version_num='1720ca777755' WHERE alembic_version.version_num = '1b95d36c8908';
