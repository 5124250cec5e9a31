package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, history, messages and statements of others cannot print a line of their own, nor anything that acts on a terminal. */
@Tag("many-starts")
class HostileTextIT {

    private static final String PLANTED = "; DROP TABLE users";
    /** Short enough for a name. */
    private static final String HOSTILE = "x\n" + PLANTED + "\r\u001b[2J\u009b1m\u202e\u2066\u2028\u200b\u0007";
    /** The same in scripts, whose statements are printed as they are laid out. */
    private static final String NAME = "U&\"x\\000a; DROP TABLE users\\000d\\001b[2J\\009b1m\\202e\\2066\\2028\\200b\\0007\"";
    private static final String TEXT = "E'x\\n; DROP TABLE users\\r\\x1b[2J\\u009b1m\\u202e\\u2066\\u2028\\u200b\\x07'";
    private static final String TARGET = "table users\n";

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    @TempDir
    private Path outputs;
    private TestDatabase database;
    private String logFormat = "text";

    @BeforeEach
    void plant() throws SQLException, IOException {
        database = Postgres.V18.newDatabase();
        new ScriptFolder(folder).add("V1__users.sql", "CREATE TABLE users (id int); INSERT INTO users VALUES (1), (1);")
                .add("V2__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY " + NAME + " ON users (id);")
                .add("U1__users.sql", "DO $$ BEGIN RAISE EXCEPTION '%', " + TEXT + "; END $$;");
        Files.createFile(outputs.resolve("termination"));
        Files.writeString(outputs.resolve("target"), TARGET);
        run(16, "migrate");
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void anIndexIsNamedSoThatItsNameCanBePasted() throws SQLException {
        run(14, "repair");
        run(14, "repair", "--json");
        ProgramRun status = run(0, "status");
        assertThat(status.stdout()).contains("V2");

        ProgramRun again = run(14, "repair");
        String name = again.stdout().substring(again.stdout().indexOf("U&\""), again.stdout().indexOf(" on \"users\""));
        Query.execute(database, "DROP INDEX " + name);
        run(0, "repair", "--yes");
    }

    private void mend() throws SQLException {
        Query.execute(database, "DROP INDEX " + NAME);
        run(0, "repair", "--yes");
    }

    @Test
    void theHistoryIsShownEscaped() throws SQLException {
        Query.execute(database, "UPDATE flyway_schema_history SET description = " + literal() + ", installed_by = " + literal());
        Query.execute(database, "INSERT INTO flyway_schema_history VALUES (90, '90', " + literal() + ", 'SQL', " + literal()
                + ", 1, 'x', now(), 1, true)");

        run(0, "status");
        run(0, "status", "--json");
        run(14, "check");
        run(14, "repair");
        run(14, "migrate");
        run(14, "await", "--await=0s");
        run(14, "undo", "--to=0");
    }

    @Test
    void differencesAreShownEscaped() throws SQLException {
        mend();
        Query.execute(database, "TRUNCATE users");
        run(0, "migrate");
        Query.execute(database, "CREATE TABLE \"y" + HOSTILE + "\" (\"" + HOSTILE + "\" int DEFAULT length(" + literal() + "))");
        Query.execute(database, "COMMENT ON TABLE users IS " + literal());

        run(17, "check", "--target=" + outputs.resolve("target"));
        run(17, "check", "--json", "--target=" + outputs.resolve("target"));
        run(17, "await", "--await=0s", "--drift=fail", "--target=" + outputs.resolve("target"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void whatAScriptSaysIsShownEscaped(String format) throws SQLException {
        logFormat = format;
        mend();
        new ScriptFolder(folder).add("V2__index.sql", "DO $$ BEGIN\n  RAISE WARNING '%', " + TEXT + ";\n  RAISE EXCEPTION '%', " + TEXT
                + " USING DETAIL = " + TEXT + ", HINT = " + TEXT + ";\nEND $$;");

        ProgramRun failed = run(15, "migrate");

        assertThat(failed.stderr()).contains("DROP TABLE users");
        run(15, "undo", "--to=0");
        run(15, "migrate", "--json");
    }

    @Test
    void whatIsGivenIsShownEscaped() {
        run(2, "migrate", "--no" + HOSTILE);
        run(10, "migrate", "--to=" + HOSTILE);
        run(10, "migrate", "--locations=filesystem:/nowhere" + HOSTILE);
        run(0, "config", "--placeholder=a=" + HOSTILE);
        run(12, "migrate", "--schema=" + HOSTILE);
        run(12, "migrate", "--role=" + HOSTILE);
    }

    /** Runs, and looks at all that was told. */
    private ProgramRun run(int exitCode, String... arguments) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("MIGRATOR_LOCATIONS", "filesystem:" + folder);
        environment.put("MIGRATOR_LOG_FORMAT", logFormat);
        environment.put("MIGRATOR_TERMINATION_LOG", outputs.resolve("termination").toString());
        environment.put("MIGRATOR_REPORT_FILE", outputs.resolve("report").toString());
        ProgramRun run = program.run(environment, arguments).exitedWith(exitCode);
        for (String text : List.of(run.stdout(), run.stderr(), read("termination"), read("report"))) {
            assertThat(text.split("\n")).as(run.toString()).allSatisfy(line -> {
                assertThat(line.codePoints()).as(line).noneMatch(c -> c != '\t' && Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT || c == 0x2028);
                assertThat(line.strip()).doesNotStartWith(PLANTED);
            });
        }
        return run;
    }

    private String read(String file) {
        try {
            return Files.exists(outputs.resolve(file)) ? Files.readString(outputs.resolve(file)) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String literal() {
        return "'" + HOSTILE + "'";
    }
}
