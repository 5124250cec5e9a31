package digital.market.migrator.demo;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * Shows the packaged program at work: on an empty database of an embedded PostgreSQL, and once more when there is nothing
 * left to do. Ends with code 1 if anything is not as it should be.
 *
 * <p>With the system property {@code keep} set to {@code true} the server stays up until Enter or SIGINT.
 */
public final class Demo {

    private static final String TABLES = """
            SELECT table_name AS "table", string_agg(column_name, ', ' ORDER BY ordinal_position) AS "columns"
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name <> 'flyway_schema_history'
            GROUP BY table_name
            ORDER BY table_name
            """;
    private static final String HISTORY = """
            SELECT installed_rank AS "rank", version, description, script, checksum,
                   installed_by AS "by", to_char(installed_on, 'YYYY-MM-DD HH24:MI:SS') AS "on", execution_time || ' ms' AS "took",
                   success
            FROM flyway_schema_history
            ORDER BY installed_rank
            """;

    private final PrintStream out;
    private final TestDatabase database;

    private Demo(PrintStream out, TestDatabase database) {
        this.out = out;
        this.database = database;
    }

    /** Runs the demo; it takes no arguments. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (TestDatabase database = Postgres.V18.newDatabase("market", "demo")) {
            Demo demo = new Demo(out, database);
            demo.show();
            if (Boolean.getBoolean("keep")) {
                demo.keep();
            }
        } catch (SQLException | IOException | InterruptedException | RuntimeException | AssertionError e) {
            out.println("The demo failed: " + e.getMessage());
            System.exit(1);
        }
    }

    private void show() throws SQLException {
        out.printf("An embedded PostgreSQL %s is up, with an empty database.%n", database.server().release());
        Program program = Program.packaged();

        heading("First run: there is everything to do");
        run(program);
        List<List<String>> history = rows(HISTORY);

        heading("Second run: there is nothing to do");
        run(program);
        if (!rows(HISTORY).equals(history)) {
            throw new AssertionError("The second run changed the history.");
        }

        heading("The tables");
        print(rows(TABLES));
        heading("Their history, in flyway_schema_history");
        print(history);
        out.println();
    }

    private void run(Program program) {
        out.printf("$ DATABASE_URL=%s %s%n", database.url(),
                program.command().stream().map(Demo::asOneWouldTypeIt).collect(Collectors.joining(" ")));
        ProgramRun run = program.run(database.environment());
        out.print(run.stdout());
        out.print(run.stderr());
        if (run.exitCode() != 0) {
            throw new AssertionError("The program ended with code " + run.exitCode() + ".");
        }
    }

    private static String asOneWouldTypeIt(String word) {
        Path here = Path.of("").toAbsolutePath();
        Path path = Path.of(word);
        if (path.startsWith(here)) {
            return here.relativize(path).toString();
        }
        return path.isAbsolute() ? path.getFileName().toString() : word;
    }

    private void keep() throws IOException, InterruptedException {
        out.printf("""
                The server stays up until you press Enter or Ctrl+C:

                  DATABASE_URL=%1$s
                  psql %1$s

                """, database.url());
        if (System.in.read() == -1) {
            // There is no keyboard: only a signal ends it.
            new CountDownLatch(1).await();
        }
    }

    private void heading(String title) {
        out.printf("%n%s%n%s%n", title, "-".repeat(title.length()));
    }

    /** The column names, then the rows. */
    private List<List<String>> rows(String query) throws SQLException {
        try (Connection connection = database.connect();
             Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery(query)) {
            int width = row.getMetaData().getColumnCount();
            List<List<String>> rows = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= width; i++) {
                names.add(row.getMetaData().getColumnLabel(i));
            }
            rows.add(names);
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    values.add(row.getString(i));
                }
                rows.add(values);
            }
            return rows;
        }
    }

    private void print(List<List<String>> rows) {
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
                line.append("%-" + (width + 2) + "s");
            }
            out.println("  " + line.toString().formatted(row.toArray()).stripTrailing());
        }
    }
}
