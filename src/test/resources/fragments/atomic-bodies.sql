CREATE TABLE doubles_# (id int, size text);
CREATE FUNCTION double_#(n int) RETURNS int LANGUAGE sql
BEGIN ATOMIC
    SELECT 1;
    SELECT CASE WHEN n > 0 THEN 2 * n END;
END;
CREATE OR REPLACE PROCEDURE add_#(n int) LANGUAGE sql BEGIN ATOMIC
    INSERT INTO doubles_# VALUES (double_#(n), CASE WHEN n > 1 THEN 'large;' ELSE 'small' END);
    INSERT INTO doubles_# VALUES (n, 'end');
END;
CREATE FUNCTION half_#(n numeric) RETURNS numeric RETURN n / 2;
CALL add_#(1); CALL add_#(n => 2); CALL add_#(half_#(6)::int);
