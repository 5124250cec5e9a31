package digital.market.migrator;

import static digital.market.migrator.testing.Refusal.assertNoTrace;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code status} as a process: text, JSON and exit codes. */
class StatusIT {

    private static final String SET_TIMES = """
            UPDATE flyway_schema_history SET installed_on = '2024-05-01 10:00:00', execution_time = installed_rank
            """;

    private final Program program = Program.packaged();
    private TestDatabase database;

    @BeforeEach
    void migrateByHalf() throws SQLException {
        database = Postgres.V18.newDatabase();
        program.run(database.environment(), "migrate", "--to", "2").exitedWith(0);
        Query.execute(database, SET_TIMES);
    }

    @AfterEach
    void dropIt() throws SQLException {
        database.close();
    }

    @Test
    void itPrintsAlignedColumnsWithAMarkPerMigrationAndOneLineThatSumsUp() {
        ProgramRun run = program.run(database.environment(), "status").exitedWith(0);

        String role = database.role();
        assertThat(run.stdout()).isEqualTo("""
                %s@127.0.0.1:%d/%s, schema public
                  ✓ V1  initial schema  applied  2024-05-01 10:00:00  %s  1 ms
                  ✓ V2  hidden content  applied  2024-05-01 10:00:00  %s  2 ms
                  · V3  payment id      pending
                  · V4  payment type    pending
                Schema public is at version 2: 2 applied, 2 pending.
                """.formatted(role, database.server().port(), database.name(), role, role));
        assertThat(run.stderr()).isEmpty();
    }

    @Test
    void itPrintsJson() {
        JsonObject report = json(program.run(database.environment(), "status", "--json").exitedWith(0));

        assertThat(report.getString("outcome")).isEqualTo("done");
        assertThat(report.getString("version")).isEqualTo("2");
        assertThat(report.getJsonArray("problems")).isEmpty();
        assertThat(report.getJsonArray("migrations")).hasSize(4);
        assertThat(report.getJsonArray("migrations").getJsonObject(1)).isEqualTo(Json.createObjectBuilder().add("state", "applied").add("version", "2")
                .add("description", "hidden content").add("script", "V2__hidden_content.sql").add("installedOn", "2024-05-01T10:00:00")
                .add("installedBy", database.role()).add("milliseconds", 2).build());
        assertThat(report.getJsonArray("migrations").getJsonObject(3)).isEqualTo(Json.createObjectBuilder().add("state", "pending").add("version", "4")
                .add("description", "payment type").add("script", "V4__payment_type.sql").build());
    }

    @Test
    void aBrokenHistoryEndsWith0AllTheSame() throws SQLException {
        Query.execute(database, "UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'");

        ProgramRun run = program.run(database.environment(), "status").exitedWith(0);

        assertThat(run.stdout()).contains("≠ V1  initial schema  changed").contains("the command repair says why");
    }

    @Test
    void aDatabaseThatCannotBeReadDoesNot() {
        ProgramRun run = program.run(Map.of("DATABASE_URL", database.url(), "DB_PASSWORD", "guess"), "status").exitedWith(12);

        assertThat(run.stderr()).contains("password authentication failed");
        assertNoTrace(run);
    }

    private static JsonObject json(ProgramRun run) {
        return Json.createReader(new StringReader(run.stdout())).readObject();
    }
}
