CREATE TABLE csv_# (id int, name text, more text);
COPY csv_# FROM STDIN WITH (FORMAT csv, HEADER, NULL '-');
id,name,more
6,"a ""b""; c",-
7,",",'
\.
INSERT INTO csv_# VALUES (8, 'after', 'the data');
