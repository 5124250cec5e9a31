package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Failure.Excerpt;
import digital.market.migrator.report.FailureReport;
import digital.market.migrator.report.JsonReport;
import digital.market.migrator.report.Masked;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.TextReport;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure names the line of the file in which PostgreSQL saw the error, marks the place, and says what was being executed. */
class ErrorPlaceTest {

    private static final String TABLE = "create table t (\n  id int,\n  name text,\n  amount nosuchtype,\n  other int\n);\n";

    @TempDir
    Path folder;

    @Test
    void theLineIsThatOfTheErrorAndTheTextHasACaretUnderIt() throws SQLException {
        Failure failure = failureOf("-- a comment\n\n" + TABLE);

        assertThat(failure.message()).startsWith("V1__a.sql failed in line 6 and was rolled back");
        assertThat(failure.line()).contains(6);
        assertThat(text(failure)).containsSubsequence("  statement   create table t (\n", "                name text,\n",
                "                amount nosuchtype,\n", "                       ^\n", "                other int\n              )\n");
    }

    @ParameterizedTest
    @CsvSource({"LF", "CRLF", "BOM", "BOM_CRLF", "COMMENT", "COMMENT_BEFORE", "ASTRAL", "SECOND"})
    void whatStandsBeforeItAndHowLinesEndChangesNothing(String form) throws SQLException {
        String script = switch (form) {
            case "CRLF" -> TABLE.replace("\n", "\r\n");
            case "BOM" -> "\ufeff" + TABLE;
            case "BOM_CRLF" -> "\ufeff" + TABLE.replace("\n", "\r\n");
            case "COMMENT" -> TABLE.replace("  id int", "  /* 'x; -- */ id int");
            case "COMMENT_BEFORE" -> "/* a\n b */" + TABLE.replaceFirst("\n", " ");
            case "ASTRAL" -> TABLE.replace("  id int", "  /* \uD83D\uDE00\uD83D\uDE00 */ \"\uD83D\uDE00 id\" int");
            case "SECOND" -> "SELECT 1; " + TABLE;
            default -> TABLE;
        };

        Failure failure = failureOf(script);

        assertThat(failure.line()).contains(4);
        assertThat(atMark(failure)).startsWith("nosuchtype");
    }

    @Test
    void aPlaceholderWithAValueOfManyLinesShiftsNothing() throws SQLException {
        String script = "SELECT '${more}';\n" + TABLE.replace("  id int", "  id int default length('${more}')");

        Failure failure = failureOf(MigratorRun::with, "MIGRATOR_PLACEHOLDER_MORE", "a\nb\nc\n\uD83D\uDE00", script);

        assertThat(failure.line()).contains(5);
        assertThat(atMark(failure)).startsWith("nosuchtype");
        assertThat(failure.statement().orElseThrow().text()).contains("${more}");
    }

    @Test
    void anErrorWithinAValueIsMarkedAtItsPlaceholder() throws SQLException {
        Failure failure = failureOf(MigratorRun::with, "MIGRATOR_PLACEHOLDER_COLUMNS", "a int,\nb nosuchtype", "CREATE TABLE t (\n  ${columns}\n);");

        assertThat(failure.line()).contains(2);
        assertThat(atMark(failure)).startsWith("${columns}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$$", "$body$"})
    void anErrorWithinABlockHasItsLineAndItsContext(String quote) throws SQLException {
        Failure failure = failureOf("""
                CREATE TABLE t (id int PRIMARY KEY);
                CREATE FUNCTION fill(n int) RETURNS void LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO t VALUES (n), (n);
                END $$;
                DO %1$s
                BEGIN
                  PERFORM 1;
                  PERFORM fill(4);
                END %1$s;
                """.formatted(quote));

        assertThat(failure.line()).contains(9);
        assertThat(failure.server().orElseThrow().context()).hasSize(4);
        assertThat(text(failure)).containsSubsequence("  context     SQL statement \"INSERT INTO t VALUES (n), (n)\"\n",
                "              PL/pgSQL function fill(integer) line 3 at SQL statement\n",
                "PL/pgSQL function inline_code_block line 4 at PERFORM\n");
        assertThat(JsonReport.of(new FailureReport(failure)).getJsonArray("context")).hasSize(4);
    }

    @Test
    void theQueryOfABlockIsShownWithItsMark() throws SQLException {
        Failure failure = failureOf("DO $$\nBEGIN\n  PERFORM 1\n   + nowhere.x;\nEND $$;");

        assertThat(failure.line()).contains(3);
        assertThat(text(failure)).contains("  query       SELECT 1\n                 + nowhere.x\n                   ^\n");
    }

    @Test
    void aBadRowOfACopyIsNamedWithItsLine() throws SQLException {
        Failure failure = failureOf("CREATE TABLE t (id int, name text);\n\nCOPY t (id, name)\n  FROM stdin;\n1\ta\nx\tb\n\\.\nSELECT 1;\n");

        assertThat(failure.line()).contains(6);
        assertThat(text(failure)).contains("  context     COPY t, line 2, column id: \"x\"\n");
    }

    @Test
    void ofADeepRecursionTenEntriesAreShown() throws SQLException {
        Failure failure = failureOf("CREATE FUNCTION f(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF n = 0 THEN RAISE 'end'; END IF;\n"
                + "RETURN f(n - 1); END $$;\nSELECT f(100);");

        assertThat(failure.server().orElseThrow().context()).hasSize(10).last().asString().matches("… and \\d+ more");
    }

    @Test
    void aLongStatementIsShownWhereTheMarkIs() throws SQLException {
        String columns = IntStream.range(0, 300).mapToObj(i -> "  column_" + i + " int,\n").reduce("", String::concat);

        Failure failure = failureOf("CREATE TABLE t (\n" + columns + "  bad nosuchtype\n);");

        assertThat(failure.line()).contains(302);
        assertThat(text(failure)).containsSubsequence("  statement   …", "                bad nosuchtype\n", "                    ^\n");
    }

    @Test
    void anUndoScriptHasItToo() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            new ScriptFolder(folder).add("V1__a.sql", "SELECT 1;").add("U1__a.sql", "\n" + TABLE);
            MigratorRun.on(database, folder).applies();

            Failure failure = catchThrowableOfType(MigrationException.class, () -> MigrationEnvironment.resultOf(
                    MigrationEnvironment.of(MigratorRun.on(database, folder).with("MIGRATOR_TO", "0").variables()).undo().toCompletableFuture()))
                    .failure();

            assertThat(failure.line()).contains(5);
            assertThat(atMark(failure)).startsWith("nosuchtype");
        }
    }

    private static String atMark(Failure failure) {
        Excerpt statement = failure.statement().orElseThrow();
        return statement.text().substring(statement.mark().orElseThrow());
    }

    private static String text(Failure failure) {
        StringWriter text = new StringWriter();
        new TextReport(new PrintWriter(StringWriter.nullWriter()), new PrintWriter(text), Masked.NOTHING).print(failure);
        return text.toString();
    }

    private Failure failureOf(String script) throws SQLException {
        return failureOf((run, name, value) -> run, "", "", script);
    }

    private interface Setting {

        MigratorRun set(MigratorRun run, String name, String value);
    }

    private Failure failureOf(Setting setting, String name, String value, String script) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            new ScriptFolder(folder).add("V1__a.sql", script);
            return setting.set(MigratorRun.on(database, folder), name, value).failsWith(Outcome.ROLLED_BACK);
        }
    }
}
