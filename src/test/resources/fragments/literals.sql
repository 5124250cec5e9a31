CREATE TABLE literals_# (id serial, text text);
INSERT INTO literals_# (text) VALUES
    (E'it\'s; \\ \x41\u00e9\U0001F418'), ('C:\path\'), ('it''s; '';'), (U&'d\0061t\+000061; \\'), (U&'d!0061t!+000061' UESCAPE '!'),
    ('one '
     'and; two'), (E'a\''
     '\';b'), (B'1010'::text), (X'1F'::text), (N'national;'), ($$dollar ' ; $$), (''), (NULL),
    ('two
lines; with a line break
\.
\q
\echo no command
'), (E'\\echo \
nor this'), (':name :''name'' :"name" :{?name} %s %1$s'), ('$1 $ {'), ('🐘 ümlaut');
INSERT INTO literals_# (text) SELECT (ARRAY['a', 'b', 'c'])[2:3]::text; INSERT INTO literals_# (text) VALUES ('$$'), ('$a$'), ('--'), ('/*');
SELECT 1 AS one, 2.5e-3, .5, 0::int2, 'x'::varchar(3);
