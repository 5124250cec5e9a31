package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.CheckReport;
import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CheckRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts of one's own lead to stands in a file, which a check writes and others compare with. */
class TargetFileTest {

    private static final String TEXT = """
            table one
            column one.id integer NOT NULL
            constraint one.one_pkey PRIMARY KEY (id)

            view v OF one(id) AS SELECT id FROM one
            """;

    @TempDir
    private Path folder;
    @TempDir
    private Path elsewhere;
    private Path file;

    @BeforeEach
    void writeScripts() {
        file = elsewhere.resolve("target.txt");
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id integer PRIMARY KEY);")
                .add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM one;");
    }

    @Test
    void withoutAFileTheSchemaIsNotComparedAndTheReportSaysSo() throws SQLException {
        try (TestDatabase database = Postgres.V17.newDatabase()) {
            MigratorRun.on(database, folder).succeeds();
            Query.execute(database, "CREATE TABLE two (id integer)");

            CheckReport report = CheckRun.on(database, folder).succeeds();

            assertThat(report.drift()).isEmpty();
            assertThat(report.header().notes()).containsExactly("the schema is not compared, since nothing says what these scripts lead to: "
                    + "check --write-target FILE writes that once, and --target FILE compares with it");
        }
    }

    @Test
    void aFileWrittenOnOneReleaseIsRightOnTheOthers() throws SQLException, IOException {
        try (TestDatabase database = Postgres.V15.newDatabase()) {
            MigratorRun.on(database, folder).succeeds();
            Files.writeString(file, "older");

            CheckReport report = CheckRun.on(database, folder).with("MIGRATOR_WRITE_TARGET", file.toString()).succeeds();

            assertThat(report.summary()).isEqualTo("Wrote to " + file + " what schema public looks like at version 1.");
            assertThat(file).hasContent(TEXT);
            assertThat(filesBeside(file)).isEqualTo(1);
        }
        for (Postgres postgres : Postgres.values()) {
            try (TestDatabase database = postgres.newDatabase()) {
                MigratorRun.on(database, folder).succeeds();
                CheckRun check = CheckRun.on(database, folder).with("MIGRATOR_TARGET", file.toString());
                assertThat(check.succeeds().drift()).contains(List.of());
                Query.execute(database, "CREATE TABLE two (id integer)");

                CheckReport report = check.endsWith(Outcome.DRIFT);

                assertThat(report.drift().orElseThrow()).extracting(Difference::line).containsExactly("unexpected table two");
                assertThat(report.summary()).endsWith("If the scripts are newer than " + file + ", write it anew with check --write-target.");
            }
        }
    }

    @Test
    void noFileIsWrittenBeforeTheNewestVersionIsReached() throws SQLException, IOException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            CheckRun check = CheckRun.on(database, folder).with("MIGRATOR_WRITE_TARGET", file.toString());
            check.endsWith(Outcome.PENDING);
            MigratorRun.on(database, folder).succeeds();
            new ScriptFolder(folder).add("V2__two.sql", "CREATE TABLE two (id integer);");
            check.endsWith(Outcome.PENDING);

            CheckReport report = check.with("MIGRATOR_TO", "1").endsWith(Outcome.CONFIGURATION);

            assertThat(report.summary()).isEqualTo("MIGRATOR_WRITE_TARGET (--write-target) is for the newest version, MIGRATOR_TO (--to) names V1: "
                    + "leave one of them out.");
            assertThat(filesBeside(file)).isZero();
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws SQLException, IOException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database, folder).succeeds();
            Path nowhere = elsewhere.resolve("missing/target.txt");

            assertThat(CheckRun.on(database, folder).with("MIGRATOR_WRITE_TARGET", nowhere.toString()).endsWith(Outcome.CONFIGURATION).summary())
                    .startsWith("MIGRATOR_WRITE_TARGET (--write-target) names " + nowhere + ", which cannot be written (no such file).");
            assertThat(CheckRun.on(database, folder).with("MIGRATOR_WRITE_TARGET", elsewhere.toString()).endsWith(Outcome.CONFIGURATION).summary())
                    .contains("cannot be written");
            assertThat(filesBeside(file)).isZero();
        }
    }

    @Test
    void aFileThatCannotBeUsedStopsARunBeforeItBegins() throws SQLException, IOException {
        Files.writeString(file, TEXT + "colum one.id integer\n");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun run = MigratorRun.on(database, folder).with("MIGRATOR_TARGET", file.toString());

            assertThat(run.failsWith(Outcome.CONFIGURATION).message()).isEqualTo("MIGRATOR_TARGET (--target) names " + file + ", which holds something "
                    + "else than a schema: \"colum one.id integer\" tells of no object of a schema. The command check --write-target writes such a file.");
            assertThat(Query.hasTable(database, "one")).isFalse();
            assertThat(CheckRun.on(database, folder).with("MIGRATOR_TARGET", file + ".missing").endsWith(Outcome.CONFIGURATION).summary())
                    .contains("cannot be read");
        }
    }

    private static long filesBeside(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.count();
        }
    }
}
