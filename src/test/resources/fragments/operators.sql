CREATE TABLE documents_# (id int, body jsonb, path jsonpath DEFAULT '$.a[*] ? (@.b > 1)');
INSERT INTO documents_# VALUES (1, '{"a": [{"b": 2}], "c;": null}'), (2, '{}');
CREATE TABLE answers_# AS SELECT id, body ? 'a' AS has, body ?| ARRAY['a', 'x'] AS any, body ?& '{a}' AS all, body @? '$.a' AS there, body @@ path AS matches,
    body -> 'a' -> 0 AS part, body ->> 'c;' AS c, - -1 AS one, 5 <>-3 AS differs, 2 ^ 3 AS eight, @ -4 AS four, |/ 16 AS root, 5 % 3 AS rest, ~5 AS bits FROM documents_#;
CREATE FUNCTION same_#(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE OPERATOR public.=%= (FUNCTION = same_#, LEFTARG = int, RIGHTARG = int);
DROP OPERATOR public.=%= (int, int);
