package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code repair} as a process, from an index that could not be built to the newest version. */
class RepairIT {

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;
    private TestDatabase database;

    @BeforeEach
    void failHalfWay() {
        database = Postgres.V18.newDatabase();
        new ScriptFolder(folder).add("V1__orders.sql", "CREATE TABLE orders (number int); INSERT INTO orders VALUES (7), (7);")
                .add("V2__numbers.sql", "CREATE UNIQUE INDEX CONCURRENTLY orders_number ON orders (number);");
        program.run(environment()).exitedWith(16);
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void itExplainsThenMendsThenMigrateGoesOn() throws SQLException {
        String failedRow = "V2__numbers.sql stopped half-way (installed_rank 2). Its row is removed, so that it is pending: see to it that nothing "
                + "is in its way when it is applied again.\n";
        String index = "The index \"orders_number\" on \"orders\" (0 bytes) is INVALID, left behind by V2__numbers.sql. It is dropped.\n";
        assertThat(program.run(environment(), "status").exitedWith(0).stdout()).contains("✗ V2  numbers  failed");

        ProgramRun explained = program.run(environment(), "repair").exitedWith(14);
        assertThat(explained.stdout()).endsWith("schema public\n  · " + failedRow + "  · " + index);
        assertThat(explained.stderr()).isEqualTo("repair can mend 2 things in schema public, and has changed nothing.\n"
                + "Run repair --yes to have done what is listed.\n");

        ProgramRun mended = program.run(environment(), "repair", "--yes").exitedWith(0);
        assertThat(mended.stdout()).endsWith("  ✓ " + failedRow + "  ✓ " + index + "Mended 2 things: the history of schema public is in order.\n");
        assertThat(mended.stderr()).isEmpty();

        Query.execute(database, "TRUNCATE orders");
        assertThat(program.run(environment()).exitedWith(0).stdout()).contains("✓ V2  numbers");
        assertThat(program.run(environment(), "repair").exitedWith(0).stdout()).contains("Nothing to mend");
    }

    @Test
    void itPrintsJson() {
        JsonObject explained = json(program.run(environment(), "repair", "--json").exitedWith(14));
        JsonObject mended = json(program.run(environment(), "repair", "--yes", "--json").exitedWith(0));

        assertThat(explained.getString("outcome")).isEqualTo("diverged");
        assertThat(explained.getBoolean("mended")).isFalse();
        assertThat(explained.getString("advice")).contains("--yes");
        assertThat(mended.getBoolean("mended")).isTrue();
        assertThat(mended.getJsonArray("mends")).hasSize(2).isEqualTo(explained.getJsonArray("mends"));
        assertThat(mended.getJsonArray("mends").getJsonObject(1).getString("remedy")).isEqualTo("It is dropped.");
        assertThat(mended.getJsonArray("byHand")).isEmpty();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("MIGRATOR_LOCATIONS", "filesystem:" + folder);
        return environment;
    }

    private static JsonObject json(ProgramRun run) {
        return Json.createReader(new StringReader(run.stdout())).readObject();
    }
}
