ALTER TABLE purchases ADD COLUMN payment_type VARCHAR;

UPDATE purchases SET payment_type = 'stars';

ALTER TABLE purchases ALTER COLUMN payment_type SET NOT NULL;

ALTER TABLE purchases ADD UNIQUE (payment_id);

UPDATE alembic_version SET version_num='5ca0f991801d' WHERE alembic_version.version_num = '1720ca777755';
