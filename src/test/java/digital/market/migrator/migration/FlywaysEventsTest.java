package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of a history that stand for no script: Flyway's schema creation, baseline and repair. */
class FlywaysEventsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aSchemaThatWeCreateHasTheRowThatFlywayWrites(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            inNewSchema(ours).succeeds();
            flywayInNewSchema(flyways).load().migrate();

            assertThat(historyOfNewSchema(ours)).isEqualTo(historyOfNewSchema(flyways)).hasSize(5)
                    .first().asString().startsWith("0|null|<< Flyway Schema Creation >>|SCHEMA|\"new shop\"|null|");
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachFindsNothingToDoInTheSchemaThatTheOtherCreated(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            inNewSchema(ours).succeeds();
            flywayInNewSchema(flyways).load().migrate();

            assertThat(flywayInNewSchema(ours).load().migrate().migrationsExecuted).isZero();
            assertThat(inNewSchema(flyways).succeeds().summary()).isEqualTo("Nothing to do: schema new shop is at version 4.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatLiesBelowABaselineCountsAsApplied(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            shop().add("V1__one.sql", "CREATE TABLE one (id int);");
            Query.execute(database, "CREATE TABLE one (id int)");
            flyway(database).baselineVersion("1").load().baseline();

            MigrationReport report = MigratorRun.on(database, folder).succeeds();

            assertThat(MigratorRun.scripts(report)).containsExactly("V2__two.sql");
            assertThat(report.from()).contains("1");
            assertThat(flyway(database).load().migrate().migrationsExecuted).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHistoryWithABaselineIsTheOneThatFlywayWrites(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            shop();
            for (TestDatabase database : List.of(ours, flyways)) {
                Query.execute(database, "CREATE TABLE one (id int)");
                flyway(database).baselineVersion("1.0").load().baseline();
            }

            MigratorRun.on(ours, folder).succeeds();
            flyway(flyways).load().migrate();

            assertThat(history(ours)).isEqualTo(history(flyways)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatRepairDeletedIsNotMissed(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            shop().add("R__gone.sql", "SELECT 1;");
            MigratorRun.on(database, folder).succeeds();
            shop().remove("V1__one.sql").remove("R__gone.sql").add("V3__three.sql", "CREATE TABLE three (id int);");
            flyway(database).load().repair();

            assertThat(history(database)).filteredOn(row -> row.contains("|DELETE|")).hasSize(2);
            assertThat(MigratorRun.on(database, folder).applies()).containsExactly("V3__three.sql");
            assertThat(flyway(database).load().migrate().migrationsExecuted).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedRepeatableThatComesBackIsAppliedAgain(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            for (TestDatabase database : List.of(ours, flyways)) {
                shop().add("R__back.sql", "SELECT 1;");
                MigratorRun.on(database, folder).succeeds();
                shop().remove("R__back.sql");
                flyway(database).load().repair();
                shop().add("R__back.sql", "SELECT 1;");
            }

            assertThat(MigratorRun.on(ours, folder).applies()).containsExactly("R__back.sql");
            flyway(flyways).load().migrate();
            assertThat(history(ours)).isEqualTo(history(flyways));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aVersionThatRepairDeletedIsNoLongerWhereTheRunBegan(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            shop();
            MigratorRun.on(database, folder).succeeds();
            new ScriptFolder(folder).remove("V2__two.sql").add("V3__three.sql", "SELECT 1;");
            flyway(database).load().repair();

            MigrationReport report = MigratorRun.on(database, folder).succeeds();

            assertThat(report.summary()).isEqualTo("Applied 1 migration: schema public went from version 1 to version 3.");
        }
    }

    private ScriptFolder shop() {
        return new ScriptFolder(folder)
                .add("V1__one.sql", "CREATE TABLE one (id int);")
                .add("V2__two.sql", "CREATE TABLE two (id int);");
    }

    private FluentConfiguration flyway(TestDatabase database) {
        return PlainFlyway.of(database, folder);
    }

    private static MigratorRun inNewSchema(TestDatabase database) {
        return MigratorRun.on(database).with("MIGRATOR_SCHEMA", "new shop").with("MIGRATOR_CREATE_SCHEMA", "true");
    }

    private static FluentConfiguration flywayInNewSchema(TestDatabase database) {
        return PlainFlyway.of(database, ScriptFolder.packaged()).schemas("new shop");
    }

    private static List<String> historyOfNewSchema(TestDatabase database) throws SQLException {
        return withoutRole(database, Query.history(database, "new shop", "flyway_schema_history"));
    }

    private static List<String> history(TestDatabase database) throws SQLException {
        return withoutRole(database, Query.history(database));
    }

    private static List<String> withoutRole(TestDatabase database, List<String> rows) {
        return rows.stream().map(row -> row.replace(database.role(), "(role)")).toList();
    }
}
