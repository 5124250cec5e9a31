package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transactional script that fails leaves nothing behind, and the failure says all that is known. */
class ScriptFailureTest {

    @TempDir
    Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void writeScripts() {
        scripts = new ScriptFolder(folder)
                .add("V1__one.sql", "CREATE TABLE one (id int PRIMARY KEY);")
                .add("V2__two.sql", "CREATE TABLE two (id int);\n\nINSERT INTO one\n  VALUES (1), (1);\n")
                .add("V3__three.sql", "CREATE TABLE three (id int);");
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfItRemainsAndWhatWasBeforeStays(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigrationReport report = MigratorRun.on(database, folder).reportsFailure(Outcome.ROLLED_BACK);

            assertThat(MigratorRun.scripts(report)).containsExactly("V1__one.sql");
            assertThat(report.to()).contains("1");
            assertThat(Query.rows(database, "SELECT script FROM flyway_schema_history")).containsExactly("V1__one.sql");
            assertThat(Query.hasTable(database, "two")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFailureNamesScriptLineStatementAndWhatPostgresSaid(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.ROLLED_BACK);

            assertThat(failure.message()).isEqualTo("V2__two.sql failed in line 3 and was rolled back: "
                    + "duplicate key value violates unique constraint \"one_pkey\".");
            assertThat(failure.script()).contains("V2__two.sql");
            assertThat(failure.line()).contains(3);
            assertThat(failure.statement()).get().extracting(Failure.Excerpt::text).isEqualTo("INSERT INTO one\n  VALUES (1), (1)");
            assertThat(failure.server()).hasValueSatisfying(server -> {
                assertThat(server.sqlState()).isEqualTo("23505");
                assertThat(server.detail()).contains("Key (id)=(1) already exists.");
            });
            assertThat(failure.advice()).get().asString().contains("Correct V2__two.sql");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCorrectedScriptIsApplied(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database, folder).failsWith(Outcome.ROLLED_BACK);
            scripts.add("V2__two.sql", "CREATE TABLE two (id int);");

            assertThat(MigratorRun.on(database, folder).applies()).containsExactly("V2__two.sql", "V3__three.sql");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStatementThatTakesTooLongFails(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            scripts.add("V2__two.sql", "CREATE TABLE two (id int);\nSELECT pg_sleep(60);");

            Failure failure = MigratorRun.on(database, folder).with("MIGRATOR_STATEMENT_TIMEOUT", "200ms").failsWith(Outcome.ROLLED_BACK);

            assertThat(failure.server()).get().extracting(Failure.ServerError::sqlState).isEqualTo("57014");
            assertThat(failure.line()).contains(2);
        }
    }

    @Test
    void aSecretThatStandsForAPlaceholderIsNotShown() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            String secret = "tOpSeCrEt-4711-x";
            scripts.add("V2__two.sql", "INSERT INTO one VALUES (1); INSERT INTO one SELECT 1 WHERE '${token}' <> '';");

            Failure failure = MigratorRun.on(database, folder).with("MIGRATOR_PLACEHOLDER_TOKEN", secret).failsWith(Outcome.ROLLED_BACK);

            assertThat(failure.toString()).doesNotContain(secret);
        }
    }

    @Test
    void aSecretOnTheFailingLineAloneIsShownAsItsPlaceholder() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            scripts.add("V2__two.sql", "-- first\nINSERT INTO nowhere VALUES ('${token}');");

            Failure failure = MigratorRun.on(database, folder).with("MIGRATOR_PLACEHOLDER_TOKEN", "tOpSeCrEt-4711-x")
                    .failsWith(Outcome.ROLLED_BACK);

            assertThat(failure.statement()).get().extracting(Failure.Excerpt::text).isEqualTo("INSERT INTO nowhere VALUES ('${token}')");
            assertThat(failure.toString()).doesNotContain("tOpSeCrEt-4711-x");
        }
    }

    @Test
    void aSecretThatPostgresRepeatsIsNotShown() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            scripts.add("V2__two.sql", "INSERT INTO one VALUES ('${token}');");

            Failure failure = MigratorRun.on(database, folder).with("MIGRATOR_PLACEHOLDER_TOKEN", "tOpSeCrEt-4711-x")
                    .failsWith(Outcome.ROLLED_BACK);

            assertThat(failure.toString()).doesNotContain("tOpSeCrEt-4711-x");
        }
    }
}
