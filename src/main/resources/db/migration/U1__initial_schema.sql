-- All at once, so that the order of the foreign keys does not matter. Without CASCADE: whatever else has come to depend on
-- these tables makes the script fail instead of vanishing.

DROP TABLE purchases, products, users, categories;
