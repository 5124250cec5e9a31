-- Only the catalog changes: PostgreSQL hides the column and leaves the rows as they are.

ALTER TABLE products
    DROP COLUMN hidden_content;
