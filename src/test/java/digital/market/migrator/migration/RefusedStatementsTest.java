package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;

/** A server that refuses a statement of the migrator's own says why, and that is no bug of the migrator. */
class RefusedStatementsTest {

    private static final String FORBID = """
            CREATE SCHEMA guard;
            CREATE FUNCTION guard.forbid() RETURNS event_trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'No changes on Fridays.' USING ERRCODE = '%s', HINT = 'Ask the DBA.'; END $$;
            CREATE EVENT TRIGGER forbid ON ddl_command_start EXECUTE FUNCTION guard.forbid();
            """;

    @TempDir
    Path folder;

    private final TestDatabase database = Postgres.V18.newDatabase();

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void anEventTriggerThatForbidsTheHistoryIsQuoted() throws SQLException {
        new ScriptFolder(folder).add("V1__a.sql", "CREATE TABLE a (id int);");
        Query.executeAsSuperuser(database, FORBID.formatted("P0001"));

        Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.DENIED);

        assertThat(failure.message()).contains("No changes on Fridays").doesNotContain("Flyway");
        assertThat(failure.advice()).get().asString().isNotEmpty();
        assertThat(failure.server()).hasValueSatisfying(words -> {
            assertThat(words.sqlState()).isEqualTo("P0001");
            assertThat(words.hint()).hasValue("Ask the DBA.");
            assertThat(words.context()).anySatisfy(line -> assertThat(line).contains("guard.forbid()"));
        });
    }

    @Test
    void theSchemaThatIsToBeMadeIsOneOfThem() throws SQLException {
        new ScriptFolder(folder).add("V1__a.sql", "CREATE TABLE a (id int);");
        Query.executeAsSuperuser(database, FORBID.formatted("P0001"));

        Failure failure = MigratorRun.on(database, folder).with("MIGRATOR_SCHEMA", "shop").with("MIGRATOR_CREATE_SCHEMA", "true").failsWith(Outcome.DENIED);

        assertThat(failure.message()).contains("No changes on Fridays");
    }

    /** Whatever its SQLSTATE: a function has raised it, so that it is not our SQL that is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"P0001", "42601", "42P01", "25001", "0A000", "22023", "23514", "XX000", "42501"})
    void anAdoptionThatMayNotMakeItsHistoryIsRefusedToo(String state) throws SQLException {
        Query.execute(database, "CREATE TABLE a (id int);");
        Query.executeAsSuperuser(database, FORBID.formatted(state));

        Failure failure = MigratorRun.on(database).with("MIGRATOR_AT", "1").failsToAdopt(Outcome.DENIED);

        assertThat(failure.message()).contains("No changes on Fridays");
        assertThat(failure.advice()).isPresent();
    }

    /** A full disk or too little memory may be over by the next run. */
    @Test
    void aServerThatLacksResourcesIsTriedAgain() throws SQLException {
        Query.executeAsSuperuser(database, FORBID.formatted("53100"));

        MigratorRun.on(database).with("MIGRATOR_AT", "1").failsToAdopt(Outcome.UNREACHABLE);
    }
}
