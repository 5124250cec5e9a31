CREATE TABLE slices_# (port int, host int, x int[], "PORT" int, y text);
INSERT INTO slices_# VALUES (2, 3, '{10,20,30,40}', 1, 'y');
CREATE TABLE sliced_# AS SELECT x[1:PORT] AS a, x[PORT:HOST] AS b, x[:PORT] AS c, x[PORT:] AS d, x[1:"PORT"] AS e, x [ 1 :PORT ] AS f,
    x[1:port]::text AS g, x[ 1:
PORT] AS h, y::text, x[:"PORT"] AS i FROM slices_#;
UPDATE slices_# SET x[1:PORT] = ARRAY[1, 2];
CREATE FUNCTION slice_#(x int[], USER_ int) RETURNS int[] LANGUAGE sql RETURN x[1:USER_];
CREATE VIEW slice_view_# AS SELECT x[1:PORT] AS a, slice_#(x => x, user_ := HOST) AS b FROM slices_#;
