package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.SchemaText;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema, the table and the role that a run works with, the versions that it goes to, and what keeps it from that. */
class PlaceOfTheHistoryTest {

    @ParameterizedTest
    @EnumSource
    void aMissingSchemaIsDeniedWithTheStatementThatMakesIt(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Failure failure = MigratorRun.on(database).with("MIGRATOR_SCHEMA", "Shop \"1\"").failsWith(Outcome.DENIED);

            assertThat(failure.message()).startsWith("The schema \"Shop \"\"1\"\"\" does not exist in ");
            assertThat(failure.advice()).contains("Let its owner run: CREATE SCHEMA \"Shop \"\"1\"\"\" AUTHORIZATION \"" + database.role()
                    + "\"; or set MIGRATOR_CREATE_SCHEMA=true.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theStatementThatIsAdvisedHelps(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = MigratorRun.on(database).with("MIGRATOR_SCHEMA", "Shop \"1\"");
            String advice = run.failsWith(Outcome.DENIED).advice().orElseThrow();

            Query.execute(database, advice.substring(advice.indexOf("CREATE SCHEMA"), advice.indexOf(';')));

            assertThat(run.applies()).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingSchemaIsMadeWhereThatIsAskedFor(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun run = MigratorRun.on(database).with("MIGRATOR_SCHEMA", "shop").with("MIGRATOR_CREATE_SCHEMA", "true");

            assertThat(run.applies()).hasSize(4);
            assertThat(run.applies()).isEmpty();
            assertThat(Query.rows(database, "SELECT count(*) FROM shop.purchases")).containsExactly("0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaThatWeMayNotCreateInIsDeniedWithTheGrantThatHelps(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Query.executeAsSuperuser(database, "CREATE SCHEMA foreign_shop; GRANT USAGE ON SCHEMA foreign_shop TO " + database.role());
            MigratorRun run = MigratorRun.on(database).with("MIGRATOR_SCHEMA", "foreign_shop");
            String advice = run.failsWith(Outcome.DENIED).advice().orElseThrow();

            assertThat(advice).isEqualTo("Let its owner run: GRANT USAGE, CREATE ON SCHEMA \"foreign_shop\" TO \"" + database.role() + "\";.");
            Query.executeAsSuperuser(database, advice.substring(advice.indexOf("GRANT"), advice.indexOf(';')));
            assertThat(run.applies()).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaThatWeMayNotLookIntoIsDenied(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Query.executeAsSuperuser(database, "CREATE SCHEMA foreign_shop");

            assertThat(MigratorRun.on(database).with("MIGRATOR_SCHEMA", "foreign_shop").failsWith(Outcome.DENIED).advice()).get().asString()
                    .contains("GRANT USAGE, CREATE ON SCHEMA \"foreign_shop\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaThatMayNotBeMadeIsDenied(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Query.executeAsSuperuser(database, "ALTER DATABASE " + database.name() + " OWNER TO postgres");

            Failure failure = MigratorRun.on(database).with("MIGRATOR_SCHEMA", "shop").with("MIGRATOR_CREATE_SCHEMA", "true")
                    .failsWith(Outcome.DENIED);

            assertThat(failure.message()).endsWith(", and \"" + database.role() + "\" may not create it.");
            assertThat(failure.advice()).contains("Let its owner run: CREATE SCHEMA \"shop\" AUTHORIZATION \"" + database.role() + "\";.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHistoryThatWeMayNotReadIsDenied(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).succeeds();
            Query.executeAsSuperuser(database, "ALTER TABLE flyway_schema_history OWNER TO postgres");

            assertThat(MigratorRun.on(database).failsWith(Outcome.DENIED).server()).get()
                    .extracting(Failure.ServerError::sqlState).isEqualTo("42501");
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoSchemasOfOneDatabaseHaveHistoriesOfTheirOwn(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            MigratorRun run = MigratorRun.on(database).with("MIGRATOR_CREATE_SCHEMA", "true");
            run.with("MIGRATOR_SCHEMA", "a").with("MIGRATOR_TO", "2").succeeds();
            run.with("MIGRATOR_SCHEMA", "B b").succeeds();

            assertThat(SchemaText.of(connection, "a")).doesNotContain("payment_id").contains("hidden_content");
            assertThat(SchemaText.of(connection, "B b")).contains("payment_type");
            assertThat(SchemaText.of(connection, "public")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHistoryHasTheNameThatItIsGiven(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            MigratorRun run = MigratorRun.on(database).with("MIGRATOR_TABLE", "Shop's history");

            assertThat(run.applies()).hasSize(4);
            assertThat(run.applies()).isEmpty();
            assertThat(Query.history(database, "public", "Shop's history")).hasSize(4);
            assertThat(SchemaText.of(connection, "public", Set.of("Shop's history"))).doesNotContain("history");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everythingBelongsToTheRoleThatIsSet(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            String owner = database.role() + "_owner";
            Query.executeAsSuperuser(database, "CREATE ROLE " + owner + "; GRANT " + owner + " TO " + database.role()
                    + "; GRANT ALL ON SCHEMA public TO " + owner);

            MigratorRun.on(database).with("MIGRATOR_ROLE", owner).succeeds();

            assertThat(Query.rows(database, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")).containsExactly(owner);
            Query.executeAsSuperuser(database, "REASSIGN OWNED BY " + owner + " TO postgres; DROP OWNED BY " + owner + "; DROP ROLE " + owner);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "3.0", "03"})
    void aRunGoesNoFurtherThanItIsTold(String to) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigrationReport report = MigratorRun.on(database).with("MIGRATOR_TO", to).succeeds();

            assertThat(report.to()).contains("3");
            assertThat(report.applied()).hasSize(3);
            assertThat(MigratorRun.on(database).applies()).containsExactly("V4__payment_type.sql");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void aVersionThatIsReachedAlreadyIsNothingToDo(String to) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database).succeeds();

            assertThat(MigratorRun.on(database).with("MIGRATOR_TO", to).succeeds().summary())
                    .isEqualTo("Nothing to do: schema public is at version 4.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "0", "1.1", "latest", "V2", "-1"})
    void aVersionThatTheCatalogDoesNotHoldIsRefused(String to) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            assertThat(MigratorRun.on(database).with("MIGRATOR_TO", to).failsWith(Outcome.CONFIGURATION).message())
                    .contains("MIGRATOR_TO").contains("\"" + to + "\"");
            assertThat(Query.hasTable(database, "flyway_schema_history")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCatalogWithoutMigrationsIsNoSuccess(Postgres postgres, @TempDir Path folder) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            assertThat(MigratorRun.on(database, folder).failsWith(Outcome.EMPTY_CATALOG).message()).contains(folder.toString());
            assertThat(Query.hasTable(database, "flyway_schema_history")).isFalse();
        }
    }
}
