CREATE TABLE windows_# (id int, -- a comment
  text text);

INSERT INTO windows_# VALUES (1, 'two
lines');
CREATE FUNCTION windows_#() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN 'x
y';
END $$;
INSERT INTO windows_# VALUES (2, windows_#()), (3, 'a'
 'b'), (4, E'c'
 'd');
COMMENT ON TABLE windows_# IS 'line
end';
