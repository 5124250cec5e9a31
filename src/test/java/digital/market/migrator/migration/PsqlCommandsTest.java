package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PsqlCommandsTest {

    @Test
    void theCommandsOfADumpAreFoundWithTheirLines() {
        String dump = """
                --
                -- PostgreSQL database dump
                --
                \\restrict abcDEF123

                \\echo one \\\\ two
                SET client_encoding = 'UTF8';
                COPY t (a) FROM stdin;
                \\N
                \\.
                \\set name 'a value'
                CREATE TABLE u (id int);
                \\i other.sql
                \\copy t from 'x'
                \\.
                \\! rm
                \\unrestrict abcDEF123
                """;

        assertThat(commands(dump)).containsExactly("4 \\restrict", "6 \\echo", "11 \\set", "13 \\i", "14 \\copy", "15 \\.", "16 \\!", "17 \\unrestrict");
    }

    @Test
    void aBackslashWithinALiteralANameOrACommentIsNone() {
        assertThat(commands("""
                SELECT '\\i', E'\\\\i', "\\i", $$ \\i $$, U&'\\0041' /* \\i */; -- \\i
                COPY t FROM stdin;
                \\i
                \\.
                SELECT 1;
                """)).isEmpty();
    }

    @Test
    void nothingRunsOfACatalogThatHoldsOne(@TempDir Path folder) throws SQLException {
        new ScriptFolder(folder).add("V1__t.sql", "CREATE TABLE t (id int);").add("V2__dump.sql", "\\restrict x\nCREATE TABLE u (id int);\n");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            assertThat(MigratorRun.on(database, folder).failsWith(Outcome.CONFIGURATION).message())
                    .isEqualTo("V2__dump.sql line 1: \\restrict is a line that pg_dump writes for psql alone. Take it out.");
            assertThat(Query.hasTable(database, "t")).isFalse();
        }
    }

    private static List<String> commands(String sql) {
        return Statements.in(sql).stream().flatMap(statement -> PsqlCommands.in(statement).stream()).map(command -> command.line() + " " + command.name()).toList();
    }
}
