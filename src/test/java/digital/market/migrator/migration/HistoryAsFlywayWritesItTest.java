package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our history is the one that plain Flyway writes, so that each can go on where the other stopped. */
class HistoryAsFlywayWritesItTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeScripts() {
        RichScripts.write(folder);
    }

    @ParameterizedTest
    @EnumSource
    void theBotsHistoryIsFlyways(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            MigratorRun.on(ours).succeeds();
            bot(flyways).migrate();

            assertThat(history(ours)).isEqualTo(history(flyways)).hasSize(4)
                    .first().asString().contains("|initial schema|SQL|V1__initial_schema.sql|");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBotsHistoryFromAMountedFolderIsTheSame(Postgres postgres) throws SQLException {
        try (TestDatabase packaged = postgres.newDatabase(); TestDatabase mounted = postgres.newDatabase()) {
            MigratorRun.on(packaged).succeeds();
            MigratorRun.on(mounted, ScriptFolder.packaged()).succeeds();

            assertThat(history(mounted)).isEqualTo(history(packaged));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHistoryOfRicherScriptsIsFlyways(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            RichScripts.run(ours, folder).succeeds();
            RichScripts.flyway(flyways, folder).load().migrate();

            assertThat(history(ours)).isEqualTo(history(flyways)).hasSize(12)
                    .anySatisfy(row -> assertThat(row).startsWith("4|3|in a subfolder|SQL|sub/deeper/V3__in_a_subfolder.sql|"))
                    .anySatisfy(row -> assertThat(row).startsWith("2|01.2|ends as on windows|"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatRicherScriptsLeaveIsWhatFlywayLeaves(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            RichScripts.run(ours, folder).succeeds();
            RichScripts.flyway(flyways, folder).load().migrate();

            String labels = "SELECT * FROM labels ORDER BY label";
            assertThat(Query.rows(ours, labels)).isEqualTo(Query.rows(flyways, labels))
                    .containsExactly("${untouched}", "good day", "public V7__own_names.sql flyway_schema_history");
        }
    }

    @ParameterizedTest
    @EnumSource
    void flywayFindsOurDatabaseInOrder(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            RichScripts.run(database, folder).succeeds();
            Flyway flyway = RichScripts.flyway(database, folder).load();

            flyway.validate();

            assertThat(flyway.migrate().migrationsExecuted).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flywayFindsTheBotsDatabaseInOrder(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).succeeds();

            bot(database).validate();

            assertThat(bot(database).migrate().migrationsExecuted).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void weFindNothingToDoInADatabaseOfFlyways(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); TestDatabase bots = postgres.newDatabase()) {
            RichScripts.flyway(database, folder).load().migrate();
            bot(bots).migrate();

            assertThat(RichScripts.run(database, folder).applies()).isEmpty();
            assertThat(MigratorRun.on(bots).succeeds().summary()).isEqualTo("Nothing to do: schema public is at version 4.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachGoesOnWhereTheOtherStopped(Postgres postgres) throws SQLException {
        try (TestDatabase mixed = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            PlainFlyway.of(mixed, ScriptFolder.packaged()).target("1").load().migrate();
            MigratorRun.on(mixed).with("MIGRATOR_TO", "3").succeeds();
            bot(mixed).migrate();
            bot(flyways).migrate();

            assertThat(history(mixed)).isEqualTo(history(flyways));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangedRepeatableIsAppliedAgainAsFlywayDoesIt(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            RichScripts.run(ours, folder).succeeds();
            RichScripts.flyway(flyways, folder).load().migrate();
            new ScriptFolder(folder).add("R__z_view.sql", "CREATE OR REPLACE VIEW labels AS SELECT label FROM shelves WHERE id > 1;\n");

            assertThat(RichScripts.run(ours, folder).applies()).containsExactly("R__z_view.sql");
            assertThat(RichScripts.flyway(flyways, folder).load().migrate().migrationsExecuted).isEqualTo(1);
            assertThat(history(ours)).isEqualTo(history(flyways)).hasSize(13);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRepeatablesNewPlaceholderAppliesItAgainAsFlywayDoesIt(Postgres postgres) throws SQLException {
        try (TestDatabase ours = postgres.newDatabase(); TestDatabase flyways = postgres.newDatabase()) {
            RichScripts.run(ours, folder).succeeds();
            RichScripts.flyway(flyways, folder).load().migrate();

            assertThat(RichScripts.run(ours, folder).with("MIGRATOR_PLACEHOLDER_AUDIENCE", "postgres").applies())
                    .containsExactly("sub/R__a_grant.sql");
            PlainFlyway.of(flyways, folder, Map.of("greeting", "good day", "audience", "postgres")).migrate();
            assertThat(history(ours)).isEqualTo(history(flyways)).hasSize(13);
        }
    }

    private static Flyway bot(TestDatabase database) {
        return PlainFlyway.of(database, ScriptFolder.packaged()).load();
    }

    /** The rows, the database's own role spelt the same for each. */
    private static List<String> history(TestDatabase database) throws SQLException {
        return Query.history(database).stream().map(row -> row.replace(database.role(), "(role)")).toList();
    }
}
