package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command check: its exit codes, what it prints, and that it only looks. */
class CheckIT {

    private static final String DRIFT = """
            ALTER TABLE users ALTER COLUMN created_at SET DEFAULT CURRENT_TIMESTAMP;
            ALTER TABLE purchases DROP CONSTRAINT uq_purchases_payment_id;
            CREATE TABLE carts (id integer);
            """;

    private final Program program = Program.packaged();

    @ParameterizedTest
    @EnumSource
    void aDatabaseInOrderIsOnlyRead(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            program.run(database.environment()).exitedWith(0);
            Snapshot migrated = Snapshot.of(database);
            ServerLog.Mark mark = database.mark();

            ProgramRun check = program.run(database.environment(), "check").exitedWith(0);

            assertThat(check.stdout().lines()).hasSize(2).last()
                    .isEqualTo("In order: schema public is at version 4 and its history is intact, and it looks as it should.");
            assertThat(check.stderr()).isEmpty();
            onlyReads(database, mark);
            assertThat(Snapshot.of(database)).isEqualTo(migrated);
        }
    }

    @ParameterizedTest
    @EnumSource
    void driftIsPrintedLineByLineWithWhatMendsIt(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            program.run(database.environment()).exitedWith(0);
            Query.execute(database, DRIFT);
            Snapshot drifted = Snapshot.of(database);
            ServerLog.Mark mark = database.mark();

            ProgramRun check = program.run(database.environment(), "check").exitedWith(17);

            assertThat(check.stdout().lines().skip(1)).containsExactly(
                    "  unexpected  table carts",
                    "  missing     constraint purchases.uq_purchases_payment_id UNIQUE (payment_id)",
                    "              CREATE UNIQUE INDEX CONCURRENTLY \"uq_purchases_payment_id\" ON \"purchases\" (payment_id); "
                            + "ALTER TABLE \"purchases\" ADD CONSTRAINT \"uq_purchases_payment_id\" UNIQUE USING INDEX \"uq_purchases_payment_id\";",
                    "  differs     column users.created_at: timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP, "
                            + "should be timestamp without time zone NOT NULL DEFAULT now()",
                    "              ALTER TABLE \"users\" ALTER COLUMN \"created_at\" SET DEFAULT now();");
            assertThat(check.stderr().lines()).containsExactly(
                    "The schema \"public\" is not what it should be: 3 differences.",
                    "The statements given lose no data; run each by itself, with search_path = \"public\". "
                            + "As to the others, change back by hand what was changed by hand, or write a migration.");
            onlyReads(database, mark);
            assertThat(Snapshot.of(database)).isEqualTo(drifted);
        }
    }

    @Test
    void theReadmeShowsWhatIsPrinted() throws SQLException, IOException {
        try (TestDatabase database = Postgres.V17.newDatabase()) {
            program.run(database.environment()).exitedWith(0);
            Query.execute(database, "ALTER TABLE users ALTER COLUMN created_at DROP DEFAULT; CREATE INDEX by_name ON users (username)");

            ProgramRun check = program.run(database.environment(), "check").exitedWith(17);

            String differences = check.stdout().substring(check.stdout().indexOf('\n') + 1);
            assertThat(Path.of("README.md")).content().contains("\n" + differences + check.stderr().lines().findFirst().orElseThrow() + "\n");
        }
    }

    @Test
    void machinesGetTheSameAsJson() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            program.run(database.environment()).exitedWith(0);
            Query.execute(database, DRIFT);

            JsonObject report = json(program.run(database.environment(), "check", "--json").exitedWith(17));

            assertThat(report.getString("outcome")).isEqualTo("drift");
            assertThat(report.getString("version")).isEqualTo("4");
            assertThat(report.getJsonArray("pending")).isEmpty();
            assertThat(report.getJsonArray("drift")).hasSize(3);
            assertThat(report.getJsonArray("drift").getJsonObject(2)).isEqualTo(Json.createObjectBuilder()
                    .add("kind", "differs").add("object", "column users.created_at")
                    .add("expected", "timestamp without time zone NOT NULL DEFAULT now()")
                    .add("found", "timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP")
                    .add("statement", "ALTER TABLE \"users\" ALTER COLUMN \"created_at\" SET DEFAULT now()").build());
        }
    }

    @Test
    void aDatabaseThatIsNotMigratedIsPending() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            ServerLog.Mark mark = database.mark();

            ProgramRun check = program.run(database.environment(), "check").exitedWith(20);

            assertThat(check.stderr().lines()).containsExactly("The schema \"public\" is behind; pending: V1, V2, V3, V4.",
                    "The command migrate applies that.");
            onlyReads(database, mark);
        }
    }

    @Test
    void aFolderWithoutScriptsIsAnEmptyCatalog(@TempDir Path folder) throws SQLException {
        try (TestDatabase database = Postgres.V17.newDatabase()) {
            program.run(database.environment(), "check", "--locations", "filesystem:" + folder).exitedWith(19);
        }
    }

    @Test
    void scriptsOfOnesOwnAreComparedWithAFileBesideThemThatACheckWrote(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("V1__one.sql"), "CREATE TABLE one (id integer PRIMARY KEY);");
        Path target = folder.resolve("target.txt");
        try (TestDatabase database = Postgres.V15.newDatabase()) {
            Map<String, String> environment = Map.of("DATABASE_URL", database.url(), "MIGRATOR_LOCATIONS", "filesystem:" + folder);
            program.run(environment).exitedWith(0);

            assertThat(program.run(environment, "check").exitedWith(0).stdout()).contains("(the schema is not compared, since nothing says what "
                    + "these scripts lead to: check --write-target FILE writes that once, and --target FILE compares with it)");
            assertThat(program.run(environment, "check", "--write-target", target.toString()).exitedWith(0).stdout())
                    .endsWith("Wrote to " + target + " what schema public looks like at version 1.\n");
            program.run(environment, "check", "--target", target.toString()).exitedWith(0);
            Query.execute(database, "ALTER TABLE one ADD COLUMN more text");
            assertThat(program.run(environment, "check", "--target", target.toString()).exitedWith(17).stdout())
                    .endsWith("\n  unexpected  column one.more text\n");
        }
    }

    @Test
    void aMigrationWarnsOfDriftInOneLineOrFails(@TempDir Path folder) throws Exception {
        Path target = Files.writeString(folder.resolve("target.txt"), "table one\ncolumn one.id integer\n");
        Path scripts = Files.createDirectory(folder.resolve("scripts"));
        Files.writeString(scripts.resolve("V1__one.sql"), "CREATE TABLE one (id bigint);");
        try (TestDatabase database = Postgres.V17.newDatabase(); TestDatabase other = Postgres.V17.newDatabase()) {
            String[] arguments = {"migrate", "--locations", "filesystem:" + scripts, "--target", target.toString(), "--drift", "fail"};
            String difference = "  differs  column one.id: bigint, should be integer";

            ProgramRun warned = program.run(Map.of("DATABASE_URL", database.url(), "MIGRATOR_LOCATIONS", "filesystem:" + scripts,
                    "MIGRATOR_TARGET", target.toString())).exitedWith(0);
            ProgramRun failed = program.run(other.environment(), arguments).exitedWith(17);

            assertThat(warned.stdout().lines()).hasSize(4).contains(difference)
                    .last().isEqualTo("Applied 1 migration: schema public went from no version to version 1.");
            assertThat(warned.stderr().lines()).singleElement().asString().contains("WARN", "The schema \"public\" is not what it should be: "
                    + "1 difference. The report names them; MIGRATOR_DRIFT=fail would end this run with exit code 17.");
            assertThat(failed.stdout().lines()).hasSize(3).last().isEqualTo(difference);
            assertThat(Query.history(other)).hasSize(1);
        }
    }

    private static void onlyReads(TestDatabase database, ServerLog.Mark mark) {
        assertThat(database.connections(mark)).hasSize(1);
        assertThat(database.statements(mark)).isNotEmpty().allSatisfy(statement ->
                assertThat(statement.sql().replace("/*NO LOAD BALANCE*/", "").replaceFirst("LOCK TABLE \\S+ IN ACCESS SHARE MODE;", "").strip())
                        .matches("(?s)BEGIN|COMMIT|(SELECT|SET) (?!.*(lock\\(|LOCK|FOR (UPDATE|SHARE)\\s)).*"));
    }

    private static JsonObject json(ProgramRun run) {
        return Json.createReader(new StringReader(run.stdout())).readObject();
    }
}
