package digital.market.migrator;

import static digital.market.migrator.testing.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The program takes over what Alembic or {@code create_all} made: {@code migrate} by itself, {@code adopt} when it is told. */
class AdoptIT {

    private final Program program = Program.packaged();

    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void makeADatabase() throws SQLException {
        database = Postgres.V17.newDatabase();
        connection = database.connect();
    }

    @AfterEach
    void dropIt() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void thePodsOwnRunAdoptsAndTheNextOneFindsNothingToDo() throws SQLException {
        AlembicScripts.ORIGINAL.upgradeWithRows(connection, AlembicScripts.REVISIONS.get(3), 20);

        ProgramRun run = program.run(database.environment()).exitedWith(0);

        assertThat(run.stdout().lines().skip(1).map(line -> line.replaceAll("\\d+ ms", "n ms"))).startsWith(
                "  = V1  initial schema  adopted",
                "  = V2  hidden content  adopted",
                "  = V3  payment id      adopted",
                "  ✓ V4  payment type    n ms",
                "  ~ ALTER TABLE \"public\".\"categories\" ALTER COLUMN \"created_at\" SET DEFAULT now()");
        assertThat(run.stdout().lines()).last().isEqualTo("Adopted schema public at version 3 (Alembic's revision 1720ca777755) and applied 1 migration: "
                + "it went from version 3 to version 4.");
        assertThat(program.run(database.environment()).exitedWith(0).stdout().lines()).last()
                .isEqualTo("Nothing to do: schema public is at version 4.");
    }

    @Test
    void whatCreateAllMadeIsAdoptedAtTheVersionThatIsNamed() throws SQLException {
        AlembicScripts.createAll(connection);

        ProgramRun run = program.run(database.environment(), "adopt", "--at", "4", "--json").exitedWith(0);

        JsonObject report = json(run);
        assertThat(report.getString("message")).isEqualTo("Adopted schema public at version 4.");
        assertThat(report.getString("from")).isEqualTo("4");
        assertThat(report.getString("to")).isEqualTo("4");
        JsonObject adopted = report.getJsonObject("adopted");
        assertThat(adopted.containsKey("revision")).isFalse();
        assertThat(adopted.getJsonArray("scripts").getJsonObject(3).getString("script")).isEqualTo("V4__payment_type.sql");
        assertThat(adopted.getJsonArray("aligned").getString(0)).contains("RENAME CONSTRAINT");
        assertThat(program.run(database.environment(), "adopt").exitedWith(0).stdout().lines()).last()
                .isEqualTo("Nothing to adopt: schema public has a history of its own and is at version 4.");
    }

    @Test
    void whatIsNotWhatItSaysIsShownAndLeftAlone() throws SQLException {
        AlembicScripts.ORIGINAL.upgradeWithRows(connection, AlembicScripts.HEAD, 20);
        connection.createStatement().execute("ALTER TABLE users DROP COLUMN username");
        Snapshot before = Snapshot.of(database);

        ProgramRun run = program.run(database.environment(), "adopt");

        assertRefused(run, 14, database.password(), "The schema \"public\" of ", "1 difference. Nothing was changed.");
        assertThat(run.stdout()).contains("missing  column users.username character varying");
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void whatTheUserForbidsEndsWith14AndNamesTheCommand() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("MIGRATOR_ADOPT", "never");

        assertRefused(program.run(environment), 14, database.password(), "Take it over with the command adopt");
        assertThat(program.run(environment, "adopt").exitedWith(0).stdout()).contains("(Alembic's revision 5ca0f991801d)");
    }

    @Test
    void aVersionThatContradictsAlembicIsRefused() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(1));

        assertRefused(program.run(database.environment(), "adopt", "--at", "4"), 10, database.password(), "MIGRATOR_AT (--at) is \"4\", but Alembic");
    }

    @Test
    void helpSaysWhatItDoes() {
        assertThat(program.run(Map.of(), "adopt", "--help").exitedWith(0).stdout()).contains("--at=VERSION", "create_all");
        assertThat(program.run(Map.of(), "--help").exitedWith(0).stdout()).containsPattern("adopt +Take over");
    }

    private static JsonObject json(ProgramRun run) {
        return Json.createReader(new StringReader(run.stdout())).readObject();
    }
}
