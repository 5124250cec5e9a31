-- migrator: revision=1720ca777755, revises=1b95d36c8908

-- Each existing row gets a value of its own in the one rewrite that TYPE … USING makes; NOT NULL is checked on the way and
-- the unique index is built once, afterwards. An UPDATE would write every row twice and leave the dead half behind.

-- Only the catalog changes here; TYPE … USING does not see a column that its own statement adds.
ALTER TABLE purchases
    ADD COLUMN payment_id varchar;

ALTER TABLE purchases
    ALTER COLUMN payment_id TYPE varchar USING 'legacy-' || id,
    ALTER COLUMN payment_id SET NOT NULL,
    ADD CONSTRAINT uq_purchases_payment_id UNIQUE (payment_id);
