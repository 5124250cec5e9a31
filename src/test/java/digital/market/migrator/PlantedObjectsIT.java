package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.PlantedNames;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A superuser runs every command in a database where somebody has planted, on the search path, all that the program's statements
 * name: functions and operators that fit their arguments better than PostgreSQL's own, or come first, and views for catalogs.
 */
@Tag("many-starts")
class PlantedObjectsIT {

    private static final String SCHEMA = "shop";
    /** What is planted in the schema itself is more than should be there, and nothing else. */
    private static final int DRIFT = 17;
    private static final String ALEMBIC = """
            CREATE SCHEMA %1$s;
            CREATE TABLE %1$s.alembic_version (version_num varchar(32) PRIMARY KEY);
            INSERT INTO %1$s.alembic_version VALUES ('abc');
            CREATE TABLE %1$s.one (id int);
            """;

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;

    /** One way to plant, in a database that is about to be used. */
    private interface Plant {

        void in(TestDatabase database, String ownSchema) throws SQLException;
    }

    /** They call nothing: what is on the search path is theirs to find. */
    @BeforeEach
    void writeScripts() {
        new ScriptFolder(folder.resolve("one")).add("V1__one.sql", "-- migrator: revision=abc\nCREATE TABLE one (id int);\n");
        new ScriptFolder(folder.resolve("all"))
                .add("V1__one.sql", "-- migrator: revision=abc\nCREATE TABLE one (id int);\n")
                .add("V2__two.sql", "CREATE TABLE two (id int);\n").add("U2__two.sql", "DROP TABLE two;\n")
                .addOutsideTransaction("V3__index.sql", "CREATE INDEX CONCURRENTLY by_id ON one (id);\n")
                .addOutsideTransaction("U3__index.sql", "DROP INDEX CONCURRENTLY by_id;\n")
                .add("R__view.sql", "CREATE OR REPLACE VIEW three AS SELECT id FROM one;\n");
    }

    @Test
    void nothingThatWasPlantedIsCalled() throws SQLException, IOException {
        List<String> named = new ArrayList<>();
        List<Integer> exitCodes = runAll((database, schema) -> { }, named);
        PlantedNames names = PlantedNames.in(named);
        assertThat(names.words()).contains("quote_ident", "concat_ws", "pg_blocking_pids", "string_agg", "pg_stat_activity");

        List<String> none = new ArrayList<>();
        assertThat(runAll((database, schema) -> plant(database, names, schema.isEmpty() ? "public" : schema), none)).isEqualTo(exitCodes);
        assertThat(runAll((database, schema) -> plantBeforePostgres(database, names, schema), none)).isEqualTo(exitCodes);
    }

    private static void plant(TestDatabase database, PlantedNames names, String schema) throws SQLException {
        try (Connection connection = database.asSuperuser()) {
            names.plantIn(connection, schema);
        }
    }

    /** Where a schema comes before {@code pg_catalog}, its functions need not even fit better. */
    private static void plantBeforePostgres(TestDatabase database, PlantedNames names, String schema) throws SQLException {
        if (schema.isEmpty()) {
            Query.executeAsSuperuser(database, "CREATE SCHEMA planted");
            plant(database, names, "planted");
            Query.executeAsSuperuser(database, "ALTER DATABASE " + database.name() + " SET search_path = planted, pg_catalog, public");
        } else {
            plant(database, names, schema);
        }
    }

    /** Runs every command. Gives how each ended, and what the server was sent; it must have called nothing. */
    private List<Integer> runAll(Plant plant, List<String> sent) throws SQLException, IOException {
        List<Integer> exitCodes = new ArrayList<>();
        try (TestDatabase migrated = Postgres.V18.newDatabase(); TestDatabase adopted = Postgres.V18.newDatabase();
                TestDatabase offline = Postgres.V18.newDatabase()) {
            for (TestDatabase database : List.of(migrated, adopted, offline)) {
                plant.in(database, "");
                Query.executeAsSuperuser(database, database == adopted ? ALEMBIC.formatted(SCHEMA) : "CREATE SCHEMA " + SCHEMA);
            }
            ServerLog.Mark mark = migrated.mark();
            migrate(migrated, plant, exitCodes);
            exitCodes.addAll(runEach(adopted, "one", "status", "check"));
            exitCodes.add(run(adopted, "one", Map.of(), "adopt", "--target", target().toString()));
            offline(offline, plant, exitCodes);
            for (TestDatabase database : List.of(migrated, adopted, offline)) {
                assertThat(database.planted(mark)).as("what was called in %s", database).isEmpty();
                sent.addAll(database.statementsOfPrograms(mark));
            }
        }
        return exitCodes;
    }

    private void migrate(TestDatabase database, Plant plant, List<Integer> exitCodes) throws SQLException {
        exitCodes.addAll(runEach(database, "one", "status", "check", "migrate", "check --write-target " + target()));
        plant.in(database, SCHEMA);
        exitCodes.addAll(runEach(database, "one", "migrate", "status", "await", "check --target " + target(),
                "await --drift fail --target " + target(), "repair"));
        exitCodes.addAll(runEach(database, "all", "migrate", "status", "repair"));
        Query.executeAsSuperuser(database, "UPDATE " + SCHEMA + ".flyway_schema_history SET checksum = 1");
        exitCodes.addAll(runEach(database, "all", "repair", "repair --yes", "undo --to 1", "migrate"));
        try (Connection other = database.asSuperuser()) {
            other.setAutoCommit(false);
            Query.execute(other, "LOCK TABLE " + SCHEMA + ".two");
            exitCodes.add(run(database, "all", Map.of("MIGRATOR_LOCK_TIMEOUT", "3s", "MIGRATOR_LOCK_RETRIES", "0"), "undo", "--to", "1"));
            other.rollback();
        }
    }

    private void offline(TestDatabase database, Plant plant, List<Integer> exitCodes) throws SQLException, IOException {
        exitCodes.add(psql(database, "one", "offline"));
        plant.in(database, SCHEMA);
        exitCodes.add(psql(database, "all", "offline", "--from", "1"));
        exitCodes.add(psql(database, "all", "offline", "--resume"));
        exitCodes.add(psql(database, "all", "offline", "--down", "--from", "3", "--to", "1"));
    }

    private int psql(TestDatabase database, String scripts, String... arguments) throws IOException {
        ProgramRun made = program.run(environment(database, scripts), arguments).exitedWith(0);
        Path script = Files.writeString(folder.resolve("offline.sql"), made.stdout());
        return Psql.on(database).withVariable("PGUSER", "postgres").run(script).exitedWith(0).exitCode();
    }

    private List<Integer> runEach(TestDatabase database, String scripts, String... commands) {
        return Arrays.stream(commands).map(command -> run(database, scripts, Map.of(), command.split(" "))).toList();
    }

    private int run(TestDatabase database, String scripts, Map<String, String> more, String... arguments) {
        Map<String, String> environment = environment(database, scripts);
        environment.putAll(more);
        ProgramRun run = program.run(environment, arguments);
        assertThat(run.exitCode()).as(run.toString()).isIn(0, 13, 14, 17, 20);
        return run.exitCode() == DRIFT ? 0 : run.exitCode();
    }

    private Map<String, String> environment(TestDatabase database, String scripts) {
        return new HashMap<>(Map.of("DATABASE_URL", "postgresql://postgres@127.0.0.1:" + database.server().port() + "/" + database.name(),
                "MIGRATOR_SCHEMA", SCHEMA, "MIGRATOR_LOCATIONS", "filesystem:" + folder.resolve(scripts), "MIGRATOR_AWAIT", "1s"));
    }

    private Path target() {
        return folder.resolve("target.txt");
    }
}
