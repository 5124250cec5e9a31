CREATE FUNCTION make_it_#(name text) RETURNS text LANGUAGE plpgsql AS $outer$
DECLARE
    body text := $body$BEGIN RETURN 'a;b $$ c'; END;$body$;
BEGIN
    EXECUTE format($q$CREATE FUNCTION %I() RETURNS text LANGUAGE plpgsql AS $inner$%s$inner$;$q$, name, body);
    RETURN $$done; $inner$ $$ || name;
END;
$outer$;
CREATE TABLE made_# AS SELECT make_it_#('made_it_#') AS what, $Tag_1$ $tag_1$ ; '$Tag_1$ AS quoted;
SELECT made_it_#();
