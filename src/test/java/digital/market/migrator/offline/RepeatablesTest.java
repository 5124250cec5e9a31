package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A script has all repeatables; the database decides, when it is run, which of them are executed. */
class RepeatablesTest {

    @TempDir
    Path folder;

    private TestCatalog catalog;

    @BeforeEach
    void writeScripts() {
        new ScriptFolder(folder.resolve("versioned"))
                .add("V1__runs.sql", "CREATE TABLE runs (n bigint, what text);\n")
                .add("V2__more.sql", "INSERT INTO runs SELECT count(*), 'V2' FROM runs;\n");
        new ScriptFolder(folder.resolve("repeatable"))
                .add("R__changes.sql", note("first"))
                .add("R__depends.sql", note("for ${audience}"))
                .add("sub/R__stays.sql", note("stays"))
                .add("R__windows_line_ends.sql", "\uFEFF" + note("windows").replace("\n", "\r\n"));
        catalog = TestCatalog.of(folder, "1", "2").with("MIGRATOR_PLACEHOLDER_AUDIENCE", "one");
    }

    @ParameterizedTest
    @EnumSource
    void theyFollowTheVersionedOnesAsOnline(Postgres postgres) throws SQLException {
        try (TestDatabase online = postgres.newDatabase(); TestDatabase offline = postgres.newDatabase()) {
            catalog.migrate(online);
            run(offline, catalog.offline().script());

            assertThat(DatabaseContent.of(offline).differencesTo(DatabaseContent.of(online))).isEmpty();
            assertThat(Query.history(offline)).hasSize(6);
            assertThat(catalog.leftToDo(offline, "2")).isEmpty();
        }
    }

    @Test
    void thoseThatAreThereAlreadyAreNotExecutedAgain() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            catalog.migrate(database);
            DatabaseContent before = DatabaseContent.of(database);

            run(database, catalog.offline().resume().script());

            assertThat(DatabaseContent.of(database).differencesTo(before)).isEmpty();
        }
    }

    @Test
    void theOneThatHasChangedIsExecutedAgainAndNoOther() throws SQLException {
        executesAgainAsOnline(catalog, () -> new ScriptFolder(folder.resolve("repeatable")).add("R__changes.sql", note("second")), catalog,
                "changes");
    }

    @Test
    void theOneWhosePlaceholderHasChangedIsExecutedAgain() throws SQLException {
        executesAgainAsOnline(catalog, () -> { }, catalog.with("MIGRATOR_PLACEHOLDER_AUDIENCE", "two"), "depends");
    }

    @Test
    void theOneThatIsNewIsExecuted() throws SQLException {
        executesAgainAsOnline(catalog, () -> new ScriptFolder(folder.resolve("repeatable")).add("R__new.sql", note("new")), catalog, "new");
    }

    /** Only the last row of a description counts. */
    @Test
    void theOneThatHasChangedBackIsExecutedAgain() throws SQLException {
        try (TestDatabase online = Postgres.V18.newDatabase(); TestDatabase offline = Postgres.V18.newDatabase()) {
            for (TestDatabase database : List.of(online, offline)) {
                catalog.migrate(database);
                catalog.with("MIGRATOR_PLACEHOLDER_AUDIENCE", "two").migrate(database);
            }

            catalog.migrate(online);
            run(offline, catalog.offline().resume().script());

            assertThat(DatabaseContent.of(offline).differencesTo(DatabaseContent.of(online))).isEmpty();
            assertThat(Query.history(offline)).hasSize(8);
        }
    }

    @Test
    void theOneWhoseRowWasDeletedIsExecutedAgain() throws SQLException {
        String deletion = """
                INSERT INTO flyway_schema_history
                SELECT 50, version, description, 'DELETE', script, checksum, installed_by, now(), 0, success
                FROM flyway_schema_history WHERE description = 'stays'
                """;
        try (TestDatabase online = Postgres.V18.newDatabase(); TestDatabase offline = Postgres.V18.newDatabase()) {
            for (TestDatabase database : List.of(online, offline)) {
                catalog.migrate(database);
                Query.execute(database, deletion);
            }

            catalog.migrate(online);
            run(offline, catalog.offline().resume().script());

            assertThat(DatabaseContent.of(offline).differencesTo(DatabaseContent.of(online))).isEmpty();
            assertThat(Query.history(offline)).last().asString().startsWith("51|null|stays|SQL|sub/R__stays.sql|");
        }
    }

    @Test
    void aRangeThatEndsBelowHeadHasNone() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            run(database, catalog.offline(Optional.empty(), "1").script());

            assertThat(Query.history(database)).hasSize(1);
        }
    }

    /** After a run to head, a change, and another run: of the whole by a script that skips, or online. */
    private void executesAgainAsOnline(TestCatalog before, Runnable change, TestCatalog after, String description)
            throws SQLException {
        try (TestDatabase online = Postgres.V18.newDatabase(); TestDatabase offline = Postgres.V18.newDatabase()) {
            before.migrate(online);
            before.migrate(offline);
            change.run();

            after.migrate(online);
            run(offline, after.offline().resume().script());

            assertThat(DatabaseContent.of(offline).differencesTo(DatabaseContent.of(online))).isEmpty();
            assertThat(Query.history(offline)).hasSize(7).last().asString().contains("|" + description + "|");
            assertThat(after.leftToDo(offline, "2")).isEmpty();
        }
    }

    private void run(TestDatabase database, String script) {
        new ScriptFolder(folder).add("script.sql", script);
        Psql.on(database).run(folder.resolve("script.sql")).exitedWith(0);
    }

    private static String note(String what) {
        return "INSERT INTO runs SELECT count(*), '" + what + "' FROM runs;\n";
    }
}
