-- Only the catalog changes: PostgreSQL hides the column, and uq_purchases_payment_id goes with it.

ALTER TABLE purchases
    DROP COLUMN payment_id;
