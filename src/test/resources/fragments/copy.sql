CREATE TABLE copied_# (id int, name text, more text);
COPY copied_# (id, name, more) FROM stdin;
1	semicolon; -- no comment	/* nor here
2	\N	
3	a\\b\tc\nd	quote ' and "double"
4	\\.	$$ :name :'name' \\d
5	COMMIT;	grün 🐘
\.
INSERT INTO copied_# VALUES (8, 'after', 'the data');
COPY copied_# FROM stdin;
\.
