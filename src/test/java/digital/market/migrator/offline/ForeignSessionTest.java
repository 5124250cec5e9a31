package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Fragments;
import digital.market.migrator.testing.OtherRole;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A script finds its way in sessions that were set up for something else. */
class ForeignSessionTest {

    @TempDir
    Path folder;

    private TestCatalog catalog;

    @BeforeEach
    void writeScripts() {
        ScriptFolder scripts = new ScriptFolder(folder.resolve("versioned"))
                .add("V1__first.sql", Fragments.first())
                .add("V2__note.sql", Fragments.text("session-note", 2))
                .add("V3__literals.sql", Fragments.text("literals", 3))
                .add("V4__copy.sql", Fragments.text("copy", 4));
        Fragments.add(scripts, "session-role", 5);
        Fragments.add(scripts, "session", 6);
        scripts.add("V7__note.sql", Fragments.text("session-note", 7));
        new ScriptFolder(folder.resolve("repeatable")).add("R__note.sql", Fragments.text("session-note", 900));
        catalog = TestCatalog.of(folder, "1", "2", "3", "4", "5", "6", "7");
    }

    @ParameterizedTest
    @EnumSource
    void theEncodingOfTheClientIsAnother(Postgres postgres) throws SQLException {
        leavesTheSame(postgres, psql -> psql.withVariable("PGCLIENTENCODING", "LATIN1"), "SELECT 1");
    }

    @ParameterizedTest
    @EnumSource
    void theRoleHasSettingsOfItsOwn(Postgres postgres) throws SQLException {
        leavesTheSame(postgres, psql -> psql, Stream.of("search_path = elsewhere, pg_catalog", "lock_timeout = 1", "statement_timeout = '1min'",
                "default_transaction_deferrable = on", "idle_in_transaction_session_timeout = 1000", "client_min_messages = error",
                "intervalstyle = iso_8601", "bytea_output = escape", "check_function_bodies = off", "row_security = off", "work_mem = '8MB'",
                "plpgsql.variable_conflict = use_column", "extra_float_digits = 0")
                .map(setting -> "ALTER ROLE %1$s SET " + setting).collect(Collectors.joining("; ")));
    }

    @Test
    void thePathIsEmpty() throws SQLException {
        leavesTheSame(Postgres.V18, psql -> psql, "ALTER ROLE %s SET search_path = ''");
    }

    @Test
    void psqlHasVariablesOfItsOwn() throws SQLException {
        leavesTheSame(Postgres.V18, psql -> psql.with("-v", "AUTOCOMMIT=off", "-v", "FETCH_COUNT=1", "-v", "name=x", "-v", "PORT=9"), "SELECT 1");
    }

    /** With savepoints around each statement, an error would leave the rest of the migration to be committed. */
    @Test
    void psqlSetsSavepoints() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            DatabaseContent before = DatabaseContent.of(database);
            Path script = SmallCatalog.transactional(folder.resolve("small")).offline().writeTo(folder.resolve("script.sql"));

            ProgramRun run = Psql.on(database).thatCarriesOn().with("-v", "ON_ERROR_ROLLBACK=on").run(script);

            assertThat(run.exitedWith(Psql.CONNECTION_LOST).stderr()).contains("V1__ledger.sql is not recorded").contains("savepoints");
            assertThat(before.rows()).isEqualTo(DatabaseContent.of(database).rows());
            assertThat(Query.history(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void allOfItIsOneTransaction(Postgres postgres) throws SQLException {
        leavesTheSame(postgres, psql -> psql.with("--single-transaction"), "SELECT 1");
    }

    private void leavesTheSame(Postgres postgres, UnaryOperator<Psql> client, String setting) throws SQLException {
        try (TestDatabase online = postgres.newDatabase(); TestDatabase offline = postgres.newDatabase();
                OtherRole role = OtherRole.of(online, offline)) {
            Query.executeAsSuperuser(online, setting.formatted(online.role()));
            Query.executeAsSuperuser(offline, setting.formatted(offline.role()));
            TestCatalog complete = HardCatalogsTest.withPlaceholders(catalog, role);

            complete.migrate(online);
            client.apply(Psql.on(offline)).run(complete.offline().writeTo(folder.resolve("script.sql"))).exitedWith(0);

            assertThat(DatabaseContent.of(offline).differencesTo(DatabaseContent.of(online))).isEmpty();
        }
    }
}
