-- Only the catalog changes: PostgreSQL hides the column and leaves the rows as they are.

ALTER TABLE purchases
    DROP COLUMN payment_type;
