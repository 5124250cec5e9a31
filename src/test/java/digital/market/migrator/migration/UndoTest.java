package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationReport.Applied;
import digital.market.migrator.report.UndoReport;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.BotRows;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.SchemaText;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken back can be applied again, and then all is as before. */
class UndoTest {

    @TempDir
    Path folder;

    private static Stream<Arguments> versionsThatStay() {
        return Stream.of(Postgres.values()).flatMap(postgres -> Stream.of(0, 1, 2, 3).map(version -> Arguments.of(postgres, version)));
    }

    @ParameterizedTest
    @MethodSource("versionsThatStay")
    void eachVersionIsReachedAndTheWayUpLeadsBack(Postgres postgres, int version) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            MigratorRun.on(database).with("MIGRATOR_TO", String.valueOf(Math.max(1, version))).succeeds();
            String schemaThen = version == 0 ? "" : SchemaText.of(connection, "public");
            MigratorRun.on(database).succeeds();
            String schema = SchemaText.of(connection, "public");
            List<String> history = Query.history(database);
            Query.execute(connection, "INSERT INTO categories (category_name) VALUES ('c')");
            Map<String, Map<Integer, Map<String, Object>>> rows = rowsOf(connection);

            UndoReport report = undo(database, version).succeeds();

            assertThat(report.undone()).extracting(Applied::label).containsExactlyElementsOf(downTo(version));
            assertThat(report.from()).contains("4");
            assertThat(report.to().orElse("0")).isEqualTo(String.valueOf(version));
            assertThat(SchemaText.of(connection, "public")).isEqualTo(schemaThen);
            assertThat(Query.history(database)).isEqualTo(history.subList(0, version));

            assertThat(MigratorRun.on(database).applies()).hasSize(4 - version);
            assertThat(SchemaText.of(connection, "public")).isEqualTo(schema);
            assertThat(Query.history(database)).isEqualTo(history);
            if (version > 0) {
                assertThat(rowsOf(connection)).isEqualTo(rows);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfPopulatedTablesStay(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            MigratorRun.on(database).with("MIGRATOR_TO", "1").succeeds();
            BotRows.insert(connection, 1);
            Map<String, Map<Integer, Map<String, Object>>> rows = rowsOf(connection);
            MigratorRun.on(database).succeeds();
            Map<String, Map<Integer, Map<String, Object>>> rowsAtHead = rowsOf(connection);

            undo(database, 1).succeeds();
            assertThat(rowsOf(connection)).isEqualTo(rows);

            MigratorRun.on(database).succeeds();
            assertThat(rowsOf(connection)).isEqualTo(rowsAtHead);
        }
    }

    @Test
    void nothingIsLeftOfADatabaseButTheHistorysTable() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database).succeeds();

            UndoReport report = undo(database, 0).succeeds();

            assertThat(report.summary()).isEqualTo("Took back 4 migrations: schema public went from version 4 to no version.");
            assertThat(Query.rows(database, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'"))
                    .containsExactly("flyway_schema_history");
            assertThat(Query.history(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whatWasAdoptedFromAlembicIsTakenBackAndAppliedAgain(int version) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgradeWithRows(connection, AlembicScripts.HEAD, 10);
            MigratorRun.on(database).succeeds();
            String schema = SchemaText.of(connection, "public");

            undo(database, version).succeeds();
            assertThat(Query.rows(database, "SELECT version_num FROM alembic_version")).hasSize(version == 0 ? 0 : 1);

            assertThat(MigratorRun.on(database).applies()).hasSize(4 - version);
            assertThat(SchemaText.of(connection, "public")).isEqualTo(schema);
            assertThat(Query.rows(database, "SELECT version_num FROM alembic_version")).containsExactly(AlembicScripts.HEAD);
        }
    }

    @Test
    void whereNothingIsNewerThereIsNothingToUndo() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database).with("MIGRATOR_TO", "2").succeeds();
            Snapshot before = Snapshot.of(database);

            assertThat(undo(database, 2).succeeds().summary()).isEqualTo("Nothing to undo: schema public is at version 2.");
            assertThat(undo(database, 3).succeeds().summary()).isEqualTo("Nothing to undo: schema public is at version 2.");
            assertThat(Snapshot.of(database)).isEqualTo(before);
        }
    }

    @Test
    void inADatabaseWithoutAHistoryThereIsNothingToUndo() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            assertThat(undo(database, 0).succeeds().summary()).isEqualTo("Nothing to undo: schema public is at no version.");
            assertThat(Query.hasTable(database, "flyway_schema_history")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherSchemaTableAndRoleOfAnySpelling(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            String owner = database.role() + " \"Owner\"";
            Query.executeAsSuperuser(database, """
                    CREATE ROLE "%1$s"; GRANT "%1$s" TO "%2$s"; CREATE SCHEMA "my ""Shop" AUTHORIZATION "%1$s"
                    """.formatted(owner.replace("\"", "\"\""), database.role()));
            MigratorRun run = MigratorRun.on(database).with("MIGRATOR_SCHEMA", "my \"Shop").with("MIGRATOR_TABLE", "the 'history")
                    .with("MIGRATOR_ROLE", owner);
            run.succeeds();

            UndoReport report = CommandRun.like(run, MigrationEnvironment::undo).with("MIGRATOR_TO", "2").succeeds();

            assertThat(report.to()).contains("2");
            assertThat(run.applies()).containsExactly("V3__payment_id.sql", "V4__payment_type.sql");
            Query.executeAsSuperuser(database, "DROP SCHEMA \"my \"\"Shop\" CASCADE; DROP ROLE \"" + owner.replace("\"", "\"\"") + "\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRepeatableThatStoodOnWhatIsUndoneIsAppliedAgain(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id int);").add("U1__one.sql", "DROP TABLE one;")
                    .add("V2__two.sql", "CREATE TABLE two (id int);").add("U2__two.sql", "DROP VIEW twos; DROP TABLE two;")
                    .add("R__twos.sql", "CREATE OR REPLACE VIEW twos AS SELECT id FROM two;");
            MigratorRun run = MigratorRun.on(database, folder);
            run.succeeds();
            Snapshot before = Snapshot.of(database);

            UndoReport report = undo(run, "1").succeeds();

            assertThat(report.summary()).isEqualTo("Took back 1 migration: schema public went from version 2 to version 1. "
                    + "The next migrate applies again: R__twos.sql.");
            assertThat(run.applies()).containsExactly("V2__two.sql", "R__twos.sql");
            assertThat(Snapshot.of(database).schema()).isEqualTo(before.schema());
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachScriptBeginsWithAFreshSessionAndTheSearchPathThatFlywaySets(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            String note = "INSERT INTO seen VALUES (current_setting('search_path'), current_setting('work_mem'), current_user);\n";
            new ScriptFolder(folder)
                    .add("V1__one.sql", "CREATE TABLE seen (path text, mem text, role text);").add("U1__one.sql", "DROP TABLE seen;")
                    .add("V2__two.sql", note).add("U2__two.sql", note)
                    .add("V3__three.sql", "SELECT 1;").add("U3__three.sql", "SET search_path = pg_catalog; SET work_mem = '7MB'; SET lock_timeout = 1;");
            MigratorRun run = MigratorRun.on(database, folder);
            run.succeeds();

            undo(run, "1").succeeds();

            List<String> seen = Query.rows(database, "SELECT * FROM seen");
            assertThat(seen).hasSize(2).first().isEqualTo(seen.get(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void statementsOfEveryKindRunAsInMigrate(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            String rich = """
                    CREATE TABLE data (id int, text text);
                    COPY data FROM STDIN;
                    1\tone;
                    2\t{'two'}
                    \\.
                    INSERT INTO data VALUES (3, '{d ''2024-01-01''} ? ${greeting}');
                    CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN $$1;$$::text::"char"; END $f$;
                    """;
            new ScriptFolder(folder).add("V1__rich.sql", rich).add("V2__none.sql", "DROP TABLE data; DROP FUNCTION f;")
                    .add("U2__none.sql", rich);
            MigratorRun run = MigratorRun.on(database, folder).with("MIGRATOR_PLACEHOLDER_GREETING", "good day");
            run.with("MIGRATOR_TO", "1").succeeds();
            String schema = Snapshot.of(database).schema();
            List<String> rows = Query.rows(database, "SELECT * FROM data ORDER BY id");
            run.succeeds();

            undo(run, "1").succeeds();

            assertThat(Snapshot.of(database).schema()).isEqualTo(schema);
            assertThat(Query.rows(database, "SELECT * FROM data ORDER BY id")).isEqualTo(rows).hasSize(3);
        }
    }

    static CommandRun<UndoReport> undo(MigratorRun run, String version) {
        return CommandRun.like(run, MigrationEnvironment::undo).with("MIGRATOR_TO", version);
    }

    private static CommandRun<UndoReport> undo(TestDatabase database, int version) {
        return undo(MigratorRun.on(database), String.valueOf(version));
    }

    private static List<String> downTo(int version) {
        List<String> labels = new ArrayList<>();
        for (int one = 4; one > version; one--) {
            labels.add("V" + one);
        }
        return labels;
    }

    private static Map<String, Map<Integer, Map<String, Object>>> rowsOf(Connection connection) throws SQLException {
        Map<String, Map<Integer, Map<String, Object>>> rows = new TreeMap<>();
        for (String table : BotRows.TABLES) {
            rows.put(table, BotRows.of(connection, table));
        }
        return rows;
    }
}
