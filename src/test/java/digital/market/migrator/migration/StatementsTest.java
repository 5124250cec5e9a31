package digital.market.migrator.migration;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class StatementsTest {

    @Test
    void aSemicolonEndsAStatementAndTheLastNeedsNone() {
        assertThat(texts("select 1;select 2 ;\n\n select 3")).containsExactly("select 1", "select 2", "select 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", ";", ";;\n;", "-- nothing", "/* nothing; */", "-- a;\n/* b; */;"})
    void emptyStatementsAreLeftOut(String sql) {
        assertThat(texts(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "select 'a;b'", "select 'it''s;'", "select 'back\\'", "select '--;'", "select '/*;'", "select ''",
            "select E'it\\'s;'", "select e'\\\\'", "select E'a'';'", "select e'a' -- c\n  '\\';'",
            "select U&'d\\0061t;'", "select u&'\\'", "select B'1;0', x'F;', N';'", "select type'a;'",
            "select 1 as \"a;b\"", "select 1 as \"a\"\";\"", "select 1 as U&\"d;\\\"", "select 1 as \"'\" , 2 as \"--\"",
            "select $$a;b$$", "select $x$a;$$;b$x$", "select $a$ $b$;$b$ ;$a$", "select $é1$;$é1$", "select $_$ $x_$;$_$", "select $😀$;$😀$",
            "select $x$ $X$;$x$", "select $q$ ;$q$q$", "do $$begin perform 1; end$$",
            "select a/* ; */b", "select /* a /* b; */ c; */ 1", "select 1 --;\n+ 1", "select 1 --;\r+ 1", "select 2/*/;*/*3",
            "select 4 - -1", "select 6 / 2 * 3",
            "create rule r as on insert to t do also (insert into a values (1); delete from b; notify c)",
            "select (((';')))",
            "create function f(a int) returns int begin atomic select 1; select a; end",
            "create or replace function s.f() returns int language sql begin atomic; select case when a then 1 else case b when 2 then 3 end end; end",
            "create procedure p() begin atomic insert into t values (1); insert into t select (case when x then 1 end); end",
            "create or replace procedure p() begin atomic select 1 as end, t.case from t; end",
            "create function f() returns int return 1", "create function f() returns text language sql as 'select 1;'"})
    void aSemicolonInsideEndsNothing(String statement) {
        assertThat(texts(statement + ";select 1")).containsExactly(statement, "select 1");
        assertThat(texts("select 1;\r\n" + statement + "\r\n;")).containsExactly("select 1", statement);
        assertThat(Statements.of(statement).flaw()).isEmpty();
    }

    @Test
    void dollarsInNamesAndParametersBeginNoLiteral() {
        assertThat(texts("select a$$;select b$x$;prepare p as select $1;execute p($2);select 1")).hasSize(5);
    }

    @Test
    void aLiteralWithoutEscapesKeepsItsBackslashAndWordsThatEndInEAreNoPrefix() {
        assertThat(texts("select type'\\';select n '\\'; select _e'\\'")).hasSize(3);
    }

    @Test
    void beginWithoutAtomicOrOutsideARoutineOpensNoBody() {
        assertThat(texts("begin; select 1; end; create table atomic(begin int); create function f() as 'x'; select begin, atomic;"))
                .hasSize(6);
        assertThat(texts("begin atomic; select 1")).hasSize(2);
    }

    @Test
    void theDataOfACopyIsNoStatement() {
        List<Statement> statements = Statements.in("select 1;\nCOPY t (a, b) FROM stdin WITH (FORMAT csv);\r\n1;2\r\n'\r\n\\.\r\nselect 2;\n");

        assertThat(statements).containsExactly(
                new Statement(1, "select 1", Optional.empty()),
                new Statement(2, "COPY t (a, b) FROM stdin WITH (FORMAT csv)", Optional.of("1;2\r\n'\r\n")),
                new Statement(6, "select 2", Optional.empty()));
    }

    @Test
    void aCopyMayHaveNoDataAndOtherCopiesHaveNone() {
        assertThat(Statements.in("copy t from stdin;\n\\.\nselect 1"))
                .extracting(Statement::copyData).containsExactly(Optional.of(""), Optional.empty());
        assertThat(Statements.in("copy t from '/stdin';copy (select 1 from stdin) to stdout;select 1 from stdin;"))
                .extracting(Statement::copyData).containsOnly(Optional.empty()).hasSize(3);
    }

    @Test
    void theLineIsThatOfTheFirstCharacterThatIsNoComment() {
        assertThat(Statements.in("-- head\n\n/* more\n */ select\n 1; select 2;\r\n\r\n-- x\r\nselect 3;\rselect 4"))
                .extracting(Statement::line).containsExactly(4, 5, 8, 9);
    }

    @Test
    void whatStandsBetweenStatementsIsKeptButForSemicolons() {
        Statements statements = Statements.of("-- a;\nselect 1 -- b\n;; /* c; */ ;\r\ncopy t from stdin; -- d\n1\n\\.\n-- e\nselect 2; -- f");

        assertThat(statements.all()).hasSize(3);
        assertThat(statements.before(0)).isEqualTo("-- a;\n");
        assertThat(statements.before(1)).isEqualTo(" -- b\n /* c; */ \r\n");
        assertThat(statements.before(2)).isEqualTo("-- e\n");
        assertThat(statements.before(3)).isEqualTo(" -- f");
        assertThat(Statements.of(" -- nothing").before(0)).isEqualTo(" -- nothing");
    }

    @Test
    void aCommentBehindTheLastWordIsNotPartOfTheStatement() {
        assertThat(texts("select 1 -- one\n;-- two\nselect 2 /* three */")).containsExactly("select 1", "select 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            alter table s . "My T" /* x */ add b int default 'c' -- d | ALTER TABLE S."My T" ADD B INT DEFAULT
            reindex (verbose, concurrently 0) table t                 | REINDEX VERBOSE CONCURRENTLY 0 TABLE T
            set app.tenant = 'x'                                      | SET APP.TENANT
            select $1, $$x$$, e'y' from t$1                           | SELECT FROM T$1
            select *.                                                 | SELECT
            """)
    void wordsAreKeywordsAndNamesOnly(String sql, String words) {
        assertThat(Statements.in(sql)).extracting(Statement::words).containsExactly(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            select 'a;                           | 2 | the literal never ends
            select e'a\\';                       | 2 | the literal never ends
            select "a;                           | 2 | the quoted name never ends
            select $x$ a; $$;                    | 2 | the literal in $x$ never ends
            /* a; /* b */                        | 2 | the comment never ends
            select (1; select 2                  | 2 | a parenthesis of this statement never ends
            create function f() begin atomic x;  | 2 | the BEGIN ATOMIC body of this statement never ends
            copy t from stdin; 1                 | 2 | the data of this COPY never ends: a line \\. ends it
            """)
    void whatNeverEndsIsFound(String sql, int line, String what) {
        assertThat(Statements.of("select 1;\n" + sql).flaw()).contains(new Statements.Flaw(line, what));
    }

    /** psql runs it before it sends the data, and reads the data from the next line on. */
    @Test
    void whatStandsBetweenACopyAndItsDataIsNotPassedOver() {
        for (String between : List.of(" insert into t values (2);", " /* c */ select 1; ", " copy u from stdin;", "; selekt", " /* open")) {
            assertThat(Statements.of("copy t from stdin;" + between + "\n1\n\\.\n").flaw()).as(between)
                    .contains(new Statements.Flaw(1, "a statement stands behind this COPY, in the line before its data: put it behind the line \\."));
        }
        for (String between : List.of("", " ", ";", " -- insert", " /* c */ ; ", "\r")) {
            assertThat(Statements.of("copy t from stdin;" + between + "\n1\n\\.\n").flaw()).as(between).isEmpty();
        }
    }

    @Property(tries = 3000)
    void joinedStatementsComeApartAgain(@ForAll("scripts") List<String> statements, @ForAll("gaps") String gap) {
        assertThat(texts(String.join(gap, statements))).isEqualTo(statements);
    }

    @Property
    void anyTextAtAllIsReadToItsEnd(@ForAll String sql) {
        assertThat(Statements.in(sql)).allSatisfy(statement -> assertThat(sql).contains(statement.text()));
    }

    @Property(tries = 500)
    void flywaysParserFindsTheSameStatements(@ForAll("flywayScripts") List<String> statements) {
        String sql = String.join(";\n", statements);

        assertThat(texts(sql)).isEqualTo(FlywayOracle.statements(sql).stream().map(SqlStatement::getSql).toList());
    }

    @Provide
    Arbitrary<List<String>> scripts() {
        return statement(Arbitraries.of("'a;b'", "'it''s'", "E'\\';'", "e'a'\n'\\';'", "$$;'$$", "$t$ $$;$$ $t$", "\"q;\"\"\"", "(1;2)",
                "a$b$", "/* ; /* ; */ ' */", "-- ; '\n", "-- $$\r\n", "$1", "x.y", "U&'\\'", "1", "-", "/", "case", "end", "begin",
                "é")).list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<String>> flywayScripts() {
        return statement(Arbitraries.of("'a;b'", "'it''s'", "E'\\';'", "$$;'$$", "$t$ $$;$$ $t$", "\"q;\"\"\"", "(1;2)",
                "/* ; ' */", "-- ; '\n", "x.y", "1", "-")).list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> gaps() {
        return Arbitraries.of(";", ";\n", " ; ", ";;\r\n;", ";-- x;\n", "; /* ; */ ", "\n;\n\n");
    }

    private static Arbitrary<String> statement(Arbitrary<String> piece) {
        return piece.list().ofMaxSize(6).map(pieces -> ("select " + String.join(" ", pieces) + " z"));
    }

    private static List<String> texts(String sql) {
        return Statements.in(sql).stream().map(Statement::text).toList();
    }
}
