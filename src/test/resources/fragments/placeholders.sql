-- ${greeting} may stand in a comment
CREATE TABLE "${table_name}_#" (${column} text, file text DEFAULT '${flyway:filename}', place text DEFAULT '${flyway:defaultSchema}.${flyway:table}');
INSERT INTO "${table_name}_#" (${column}) VALUES ('${greeting}'), ('$${greeting}'), ($$${greeting}; $$), ('${GREETING}');
CREATE FUNCTION greet_#() RETURNS text LANGUAGE sql AS $f$ SELECT '${greeting}'::text $f$;
