package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Adopted;
import digital.market.migrator.report.AdoptionReport;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.BotRows;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.SchemaText;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A database that the bot's Alembic, or SQLAlchemy alone, has made so far, and what adoption makes of it. */
class AdoptionTest {

    private static final int PURCHASES = 10_000;

    private static final String FILES = """
            SELECT relname, pg_relation_filenode(oid) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relname <> 'purchases_payment_id_key' AND relname <> 'uq_purchases_payment_id'
            AND relname !~ '^(flyway|alembic)' ORDER BY 1
            """;

    private static Stream<Arguments> revisions() {
        return Stream.of(Postgres.values()).flatMap(postgres -> AlembicScripts.REVISIONS.stream()
                .map(revision -> Arguments.of(postgres, revision, AlembicScripts.REVISIONS.indexOf(revision))));
    }

    @ParameterizedTest
    @MethodSource("revisions")
    void fromEachRevisionTheSchemaBecomesTheOneThatTheScriptsMake(Postgres postgres, String revision, int version) throws SQLException {
        for (AlembicScripts variant : AlembicScripts.values()) {
            try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
                variant.upgrade(connection, revision);

                MigrationReport report = MigratorRun.on(database).succeeds();

                assertThat(report.adopted().orElseThrow().revision()).contains(revision);
                assertThat(report.adopted().get().scripts()).hasSize(version);
                assertThat(report.applied()).hasSize(4 - version);
                isAsMigrated(database);
                assertThat(alembicVersion(database)).containsExactly(AlembicScripts.HEAD);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("revisions")
    void fromEachRevisionEveryRowStaysAsItIs(Postgres postgres, String revision, int version) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgradeWithRows(connection, revision, PURCHASES);
            Map<String, Map<Integer, Map<String, Object>>> before = version == 0 ? Map.of() : rows(connection);

            MigratorRun.on(database).succeeds();

            before.forEach((table, rows) -> hasKept(connection, table, rows));
            assertThat(before.getOrDefault("purchases", Map.of())).hasSize(version == 0 ? 0 : PURCHASES);
            isAsMigrated(database);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCreateAllMadeIsAdoptedAtTheVersionThatTheUserNames(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.createAll(connection);
            BotRows.insert(connection, 4, PURCHASES);
            Map<String, Map<Integer, Map<String, Object>>> before = rows(connection);

            AdoptionReport report = MigratorRun.on(database).with("MIGRATOR_AT", "4").adopts();

            assertThat(report.success()).isEqualTo("Adopted schema public at version 4.");
            assertThat(report.migration().adopted().orElseThrow().aligned()).containsExactly(
                    "ALTER TABLE \"public\".\"purchases\" RENAME CONSTRAINT \"purchases_payment_id_key\" TO \"uq_purchases_payment_id\"");
            before.forEach((table, rows) -> hasKept(connection, table, rows));
            isAsMigrated(database);
            assertThat(Query.hasTable(database, "alembic_version")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flywayFindsAnAdoptedDatabaseInOrder(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(2));
            MigratorRun.on(database).succeeds();
            Flyway flyway = PlainFlyway.of(database, ScriptFolder.packaged()).load();

            flyway.validate();

            assertThat(flyway.migrate().migrationsExecuted).isZero();
        }
    }

    @Test
    void theNextRunFindsNothingToDo() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(3));
            MigratorRun.on(database).succeeds();

            assertThat(MigratorRun.on(database).succeeds().success()).isEqualTo("Nothing to do: schema public is at version 4.");
            assertThat(MigratorRun.on(database).adopts().success())
                    .isEqualTo("Nothing to adopt: schema public has a history of its own and is at version 4.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void allOfItIsOneTransactionThatBeginsWithTheLock(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(2));
            ServerLog.Mark mark = database.mark();

            MigratorRun.on(database).succeeds();

            assertThat(database.connections(mark)).hasSize(1);
            List<String> statements = database.statements(mark).stream().map(ServerLog.Statement::sql).toList();
            assertThat(statements).filteredOn(sql -> sql.equals("BEGIN") || sql.equals("COMMIT"))
                    .as("the adoption, and the transaction that compares the schema after it").containsExactly("BEGIN", "COMMIT", "BEGIN", "COMMIT");
            List<String> inside = statements.subList(statements.indexOf("BEGIN") + 1, statements.indexOf("COMMIT"));
            assertThat(inside).filteredOn(sql -> !sql.startsWith("SAVEPOINT")).first()
                    .isEqualTo("LOCK TABLE \"public\".\"alembic_version\" IN ACCESS EXCLUSIVE MODE");
            assertThat(inside).anyMatch(sql -> sql.startsWith("CREATE TABLE \"public\".\"flyway_schema_history\""))
                    .anyMatch(sql -> sql.contains("ADD COLUMN payment_type")).anyMatch(sql -> sql.startsWith("UPDATE \"public\".\"alembic_version\""));
        }
    }

    @Test
    void theReportSaysWhatWasAdoptedAppliedAndAligned() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(3));

            MigrationReport report = MigratorRun.on(database).succeeds();

            assertThat(report.success()).isEqualTo("Adopted schema public at version 3 (Alembic's revision 1720ca777755) and applied 1 migration: "
                    + "it went from version 3 to version 4.");
            assertThat(report.lines()).hasSize(4 + 8).startsWith("= V1  initial schema  adopted", "= V2  hidden content  adopted",
                    "= V3  payment id      adopted").contains("~ ALTER TABLE \"public\".\"users\" ALTER COLUMN \"created_at\" SET DEFAULT now()");
        }
    }

    @Test
    void theSecondUniqueConstraintIsDropped() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);

            Adopted adopted = MigratorRun.on(database).adopts().migration().adopted().orElseThrow();

            assertThat(adopted.aligned()).hasSize(8 + 1)
                    .contains("ALTER TABLE \"public\".\"purchases\" DROP CONSTRAINT \"purchases_payment_id_key\"");
        }
    }

    @Test
    void whatIsLikeTheTargetIsNotTouched() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.PLAIN.upgrade(connection, AlembicScripts.HEAD);

            assertThat(MigratorRun.on(database).succeeds().adopted().orElseThrow().aligned()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noTableIsWrittenAnew(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgradeWithRows(connection, AlembicScripts.HEAD, 100);
            List<String> before = Query.rows(connection, FILES);

            MigratorRun.on(database).succeeds();

            assertThat(Query.rows(connection, FILES)).isEqualTo(before).isNotEmpty();
        }
    }

    @Test
    void anAlembicVersionWithoutARowStandsForNothing() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(0));
            Query.execute(connection, "DELETE FROM alembic_version");

            MigrationReport report = MigratorRun.on(database).succeeds();

            assertThat(report.success()).isEqualTo("Adopted schema public at no version and applied 4 migrations: it went from no version to version 4.");
            assertThat(alembicVersion(database)).containsExactly(AlembicScripts.HEAD);
            isAsMigrated(database);
        }
    }

    @Test
    void anEmptyHistoryIsFilled() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            MigratorRun.on(database).with("MIGRATOR_TO", "1").succeeds();
            Query.execute(connection, "DELETE FROM flyway_schema_history; DROP TABLE purchases, products, users, categories");
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(2));

            MigratorRun.on(database).succeeds();

            isAsMigrated(database);
        }
    }

    @Test
    void theVersionThatTheUserNamesMayBeAlembics() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(2));

            assertThat(MigratorRun.on(database).with("MIGRATOR_AT", "2.0").adopts().migration().applied()).hasSize(2);
        }
    }

    @Test
    void scriptsOfAFolderAreAdoptedWithTheirOwnTarget() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(2));

            assertThat(MigratorRun.on(database, ScriptFolder.packaged()).with("MIGRATOR_TARGET", "src/main/resources/db/target-schema.txt")
                    .succeeds().adopted()).isPresent();
        }
    }

    @Test
    void anyNamesWillDo() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            String owner = "Shop \"owner\" of " + database.role();
            Query.executeAsSuperuser(database, """
                    CREATE ROLE %1$s; GRANT %1$s TO %2$s; CREATE SCHEMA "Shop's \\ ""1\""" AUTHORIZATION %1$s;
                    """.formatted("\"" + owner.replace("\"", "\"\"") + "\"", database.role()));
            try {
                Query.execute(connection, "SET ROLE \"" + owner.replace("\"", "\"\"") + "\"; SET search_path = \"Shop's \\ \"\"1\"\"\"");
                AlembicScripts.ORIGINAL.upgradeWithRows(connection, AlembicScripts.HEAD, 10);

                MigrationReport report = MigratorRun.on(database).with("MIGRATOR_SCHEMA", "Shop's \\ \"1\"").with("MIGRATOR_ROLE", owner)
                        .with("MIGRATOR_TABLE", "The history's").succeeds();

                assertThat(report.adopted().orElseThrow().aligned()).hasSize(9);
                assertThat(SchemaText.of(connection, "Shop's \\ \"1\"", Set.of("alembic_version", "The history's"))).isEqualTo(migrated(database));
                assertThat(Query.rows(connection, "SELECT count(*) FROM \"The history's\"")).containsExactly("4");
                assertThat(Query.rows(connection, "TABLE alembic_version")).containsExactly(AlembicScripts.HEAD);
            } finally {
                Query.executeAsSuperuser(database, "DROP SCHEMA \"Shop's \\ \"\"1\"\"\" CASCADE; DROP ROLE \"" + owner.replace("\"", "\"\"") + "\"");
            }
        }
    }

    /** History and schema are those of a database that was migrated from the beginning. */
    private static void isAsMigrated(TestDatabase adopted) throws SQLException {
        try (TestDatabase migrated = adopted.server().newDatabase(); Connection connection = adopted.connect(); Connection other = migrated.connect()) {
            MigratorRun.on(migrated).succeeds();

            assertThat(Query.history(adopted)).isEqualTo(Query.history(migrated).stream().map(row -> row.replace(migrated.role(), adopted.role())).toList());
            assertThat(SchemaText.of(connection, "public", Set.of("alembic_version"))).isEqualTo(SchemaText.of(other, "public", Set.of()));
        }
    }

    private static String migrated(TestDatabase beside) throws SQLException {
        try (TestDatabase database = beside.server().newDatabase(); Connection connection = database.connect()) {
            MigratorRun.on(database).succeeds();
            return SchemaText.of(connection, "public");
        }
    }

    private static List<String> alembicVersion(TestDatabase database) throws SQLException {
        return Query.rows(database, "TABLE alembic_version");
    }

    private static Map<String, Map<Integer, Map<String, Object>>> rows(Connection connection) throws SQLException {
        Map<String, Map<Integer, Map<String, Object>>> tables = new HashMap<>();
        for (String table : BotRows.TABLES) {
            tables.put(table, BotRows.of(connection, table));
        }
        return tables;
    }

    /** Each row is there, and no other, with its old values; new columns may have come. */
    private static void hasKept(Connection connection, String table, Map<Integer, Map<String, Object>> before) {
        try {
            Map<Integer, Map<String, Object>> after = BotRows.of(connection, table);
            after.forEach((id, row) -> row.keySet().retainAll(before.getOrDefault(id, row).keySet()));
            assertThat(after.equals(before)).as("rows of " + table).isTrue();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
