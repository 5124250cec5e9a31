-- a comment; with a semicolon, a quote ' and $$ in it
CREATE TABLE commented_# ( -- ); not yet
    id int /* one; /* two; */ ' three; */ PRIMARY KEY, -- \d is no command here, nor is :id
    "--" text, /*;*/ "/*" text
); /* BEGIN; */ -- COMMIT;
;;
COMMENT ON TABLE commented_# IS 'a; -- b /* c'; COMMENT ON COLUMN commented_#."/*" IS E'line\none; it''s';
/* \q */ INSERT INTO commented_# VALUES (1, '--', '/*'); INSERT INTO commented_# VALUES (2/**/,'*/','--;');
SELECT 1 --ends here
  + 1 /* and there */ -- without a semicolon, and without a line break behind it