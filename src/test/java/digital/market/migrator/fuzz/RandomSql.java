package digital.market.migrator.fuzz;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Statements that are valid and hard to tell apart: each says something into the table {@code said}. */
final class RandomSql {

    private static final Arbitrary<String> MARKS = Arbitraries.of(";", "--", "/*", "*/", "$$", "$a$", "\"", "'", "\\", "\n", "é", "🐘", "e'", "E'",
            "u&'", "BEGIN ATOMIC", "END", "(", ")", "\\.", "x", " ", "?", "??", "{fn now()}", "%", "\t", "\u00a0", "\u0085", "\ufeff");

    private static final Arbitrary<String> TAGS = Arbitraries.of("$$", "$a$", "$é1$", "$_$", "$A_9$", "$🐘$", "$end$");

    private static final Arbitrary<String> SPACES = Arbitraries.of(" ", "\n", "/* ; */", "/* a /* ' */ ; */", "-- ; '\n", "\t", "/**/", "--\n", "/*/*/;*/*/");

    private RandomSql() {
    }

    /** Some of them. What makes no sense twice in one script carries the number of its place. */
    static Arbitrary<List<String>> statements() {
        return Arbitraries.frequencyOf(Tuple.of(8, said()), Tuple.of(1, routine()), Tuple.of(1, others()))
                .list().ofMinSize(1).ofMaxSize(8).map(RandomSql::numbered);
    }

    /** What may stand between two statements, and the semicolon in it. */
    static Arbitrary<String> gap() {
        return Combinators.combine(SPACES, Arbitraries.of(";", ";", ";;", "; ;"), SPACES).as((before, semicolon, after) -> before + semicolon + after);
    }

    private static List<String> numbered(List<String> statements) {
        List<String> numbered = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            numbered.add(statements.get(i).replace("№", String.valueOf(i)));
        }
        return numbered;
    }

    private static Arbitrary<String> said() {
        return Combinators.combine(expression(), SPACES, SPACES, Arbitraries.of("INSERT", "insert", "Insert"))
                .as((what, one, two, insert) -> insert + one + "INTO said (what) SELECT" + two + " (" + what + ")::text");
    }

    private static Arbitrary<String> expression() {
        return Arbitraries.oneOf(plain(), escaped(), unicode(), dollar(), continued(), Arbitraries.of("b'101'", "B'1'", "x'1F'", "X'aB'", "U&'d\\0061t\\\\;'",
                "1e5", "1E-2", ".5", "1.e0", "2*-3", "3-/*;*/1", "4--;\n+1", "5/*;/*'*/;*/+1", "@ -5", "1<--;'\n2", "|/--;\n4.0", "2^/* ; */1", "1-+-1",
                "SELECT a$b FROM (SELECT 1) AS t(a$b)", "SELECT a$$ FROM (SELECT ';') AS t(a$$)", "SELECT \"x;\"\"'y\" FROM (SELECT 2) AS t(\"x;\"\"'y\")",
                "SELECT é$1 FROM (SELECT 3) AS t(é$1)", "SELECT u&\"d\\0061t;\" FROM (SELECT 4) AS t(u&\"d\\0061t;\")",
                "SELECT ne FROM (SELECT ';'::text) AS t(ne)", "SELECT _e FROM (SELECT 5) AS t(_e)", "CASE WHEN true THEN ';' END",
                "SELECT t.end FROM (SELECT 6 AS end) AS t", "date'2026-01-01'", "'1'::int||e'\\''", "interval'1'day", "VALUES (';')",
                "'{\";\":1}'::jsonb ?| ARRAY['a','?']", "nullif(';', $$;$$)"));
    }

    private static Arbitrary<String> content() {
        return MARKS.list().ofMaxSize(6).map(marks -> String.join("", marks));
    }

    private static Arbitrary<String> plain() {
        return Combinators.combine(Arbitraries.of("", "", "N", "n"), content()).as((prefix, text) -> prefix + "'" + text.replace("'", "''") + "'");
    }

    private static Arbitrary<String> escaped() {
        return Combinators.combine(Arbitraries.of("e", "E"), content(), Arbitraries.of("''", "\\'"), Arbitraries.of("\\\\", "\\x41", "\\u00e9\\\\", "\\47"))
                .as((prefix, text, quote, backslash) -> prefix + "'" + text.replace("\\", "\u0001").replace("'", quote).replace("\u0001", backslash) + "'");
    }

    private static Arbitrary<String> unicode() {
        return Combinators.combine(Arbitraries.of("U", "u"), content())
                .as((prefix, text) -> prefix + "&'" + text.replace("\\", "\\\\").replace("'", "''") + "'");
    }

    private static Arbitrary<String> dollar() {
        return Combinators.combine(TAGS, content()).filter((tag, text) -> (text + tag).indexOf(tag) == text.length()).as((tag, text) -> tag + text + tag);
    }

    /** {@code psql} itself is wrong about {@code \'} in what continues an escape string. */
    private static Arbitrary<String> continued() {
        return Combinators.combine(plain(), Arbitraries.of("\n", " \n ", "--;'\n", "\n\n", "-- a\n-- b\n "), content())
                .as((first, gap, text) -> first + gap + "'" + text.replace("'", "''") + "'");
    }

    private static Arbitrary<String> routine() {
        Arbitrary<String> one = Arbitraries.of("SELECT 1;", "SELECT CASE WHEN true THEN CASE 1 WHEN 1 THEN 2 END END;",
                "SELECT ';', e'\\';', $$ END; $$;", "SELECT 1 AS \"end\";", "SELECT CASE WHEN (SELECT CASE WHEN true THEN true END) THEN ';' END;", "/* END; */ SELECT 2; -- END;\n",
                "INSERT INTO said (what) VALUES (CASE WHEN true THEN 'body;' END);", "SELECT count(*) FILTER (WHERE true) FROM said s WHERE s.what = 'CASE';");
        return Combinators.combine(one.list().ofMinSize(1).ofMaxSize(4), Arbitraries.of("CREATE FUNCTION", "create or replace function", "CREATE/* ; */FUNCTION"), SPACES)
                .as((body, create, space) -> create + " f№() RETURNS int LANGUAGE sql" + space + "BEGIN" + space + "ATOMIC "
                        + String.join(space, body) + " SELECT 7; END");
    }

    private static Arbitrary<String> others() {
        return Combinators.combine(TAGS, Arbitraries.of(
                "DO @ BEGIN INSERT INTO said (what) VALUES (';'); END; @", "DO LANGUAGE plpgsql @ BEGIN /* ; */ PERFORM 1; END @",
                "PREPARE p№ AS INSERT INTO said (what) VALUES ($1 || e'\\';' || $2)", "PREPARE q№(text) AS SELECT $1; EXECUTE q№(';'); DEALLOCATE q№",
                "CREATE RULE r№ AS ON UPDATE TO said DO ALSO (INSERT INTO said (what) VALUES (';'); NOTIFY n)",
                "CREATE FUNCTION g№() RETURNS int LANGUAGE plpgsql AS @ BEGIN RETURN 1; END @", "COMMENT ON TABLE said IS e'it\\'s;'",
                "CREATE FUNCTION h№() RETURNS int RETURN 1", "CREATE PROCEDURE k№() LANGUAGE sql BEGIN ATOMIC; END",
                "WITH w AS (SELECT ';' AS case) INSERT INTO said (what) SELECT w.case FROM w")).as((tag, text) -> text.replace("@", tag));
    }
}
