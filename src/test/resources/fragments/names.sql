CREATE SCHEMA "Shop's ""best""; #";
CREATE TABLE "Shop's ""best""; #"."we""ird; name $$ --" ("co:lon" int, ":PORT" int, "a b" int, "äöü🐘" int, "select" int, "it's" int, "/*" int, "a.b" int);
INSERT INTO "Shop's ""best""; #"."we""ird; name $$ --" ("co:lon", ":PORT", "äöü🐘") VALUES (1, 2, 3);
CREATE INDEX "an index; #" ON "Shop's ""best""; #"."we""ird; name $$ --" ("a b", ("co:lon"+":PORT"));
CREATE VIEW "Shop's ""best""; #".U&"\0076iew; #" AS SELECT "co:lon" AS ":name", "a.b" FROM "Shop's ""best""; #"."we""ird; name $$ --";
CREATE FUNCTION Größe_#(wert$1 int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE TABLE sixty_three_characters_are_as_many_as_a_name_may_have_as_this_# (id int);
