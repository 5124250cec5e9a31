package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.StatementClient;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A script that ended early, after whichever statement, is harmless to run again, and what it did not do can be done. */
class CutScriptTest {

    @TempDir
    Path folder;

    /** What is run after a script was cut. */
    enum Remedy {

        /** The whole script by {@code psql} that stops, which changes nothing that is there; then the one that skips. */
        STOP_AND_RESUME,
        /** The script of what is left. */
        REST,
        /** The whole script by {@code psql} that carries on, and then the one that skips. */
        CARRY_ON,
        /** The whole script statement by statement, and then the one that skips. */
        STATEMENT_BY_STATEMENT
    }

    /** The whole matrix once. */
    static Stream<Arguments> serversAndRemedies() {
        return Stream.of(Arguments.of(Postgres.V15, Remedy.STOP_AND_RESUME), Arguments.of(Postgres.V17, Remedy.REST),
                Arguments.of(Postgres.V17, Remedy.STATEMENT_BY_STATEMENT), Arguments.of(Postgres.V18, Remedy.CARRY_ON));
    }

    @ParameterizedTest
    @MethodSource("serversAndRemedies")
    void afterAnyStatementNothingIsLostAndNothingIsDoneTwice(Postgres postgres, Remedy remedy) throws SQLException, IOException {
        TestCatalog catalog = SmallCatalog.transactional(folder);
        Stages stages = Stages.of(catalog, postgres);
        List<String> statements = StatementClient.statements(catalog.offline().script());
        try (TestDatabase database = postgres.newDatabase()) {
            for (int end = 1; end < statements.size(); end++) {
                Stages.clear(database);
                Psql.on(database).run(cut(folder, statements, end)).exitedWith(0);
                Stages.awaitEndOfSessions(database);

                recover(database, catalog, stages, remedy);

                assertThat(DatabaseContent.of(database).differencesTo(stages.last())).as("cut after " + statements.get(end - 1)).isEmpty();
            }
        }
    }

    /** Where a file ends, the data of a {@code COPY} ends for {@code psql} too. */
    @Test
    void inTheDataOfACopyNothingIsLostAndNothingIsDoneTwice() throws SQLException, IOException {
        new ScriptFolder(folder.resolve("versioned")).add("V1__table.sql", "CREATE TABLE goods (id int, name text);\n")
                .add("V2__data.sql", "COPY goods FROM stdin;\n1\tone;\n2\ttwo\n3\tthree\n\\.\nINSERT INTO goods VALUES (4, 'four');\n");
        TestCatalog catalog = TestCatalog.of(folder, "1", "2");
        Stages stages = Stages.of(catalog, Postgres.V18);
        String script = catalog.offline().script();
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            for (int end = script.indexOf("COPY goods"); end < script.indexOf("(4, 'four')"); end = script.indexOf('\n', end) + 1) {
                Stages.clear(database);
                Psql.on(database).run(Files.writeString(folder.resolve("cut.sql"), script.substring(0, end))).exitedWith(0);
                Stages.awaitEndOfSessions(database);

                assertThat(stages.reachedBy(database)).isEqualTo(1);
                Psql.on(database).run(catalog.offline().resume().writeTo(folder.resolve("resume.sql"))).exitedWith(0);
                assertThat(DatabaseContent.of(database).differencesTo(stages.last())).isEmpty();
            }
        }
    }

    /** Downwards, what is done already stops the script, and the rest of it is still to be had. */
    @Test
    void onTheWayDownNothingIsLostAndNothingIsDoneTwice() throws SQLException, IOException {
        TestCatalog catalog = SmallCatalog.transactional(folder).withoutRepeatables();
        Stages stages = Stages.of(catalog, Postgres.V18);
        OfflineRun down = catalog.offline(Optional.of("3"), "1").down();
        List<String> statements = StatementClient.statements(down.script());
        Path whole = down.writeTo(folder.resolve("down.sql"));
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            for (int end = 1; end < statements.size(); end++) {
                Stages.clear(database);
                catalog.migrate(database);
                Psql.on(database).run(cut(folder, statements, end)).exitedWith(0);
                Stages.awaitEndOfSessions(database);
                int reached = stages.reachedBy(database);

                String errors = Client.PSQL_THAT_STOPS.run(database, whole);
                assertThat(stages.reachedBy(database)).as(errors).isEqualTo(reached == 3 ? 1 : reached);
                Client.PSQL_THAT_CARRIES_ON.run(database, whole);
                assertThat(stages.reachedBy(database)).isEqualTo(1);
            }
        }
    }

    /** A file with the first statements of a script. */
    static Path cut(Path folder, List<String> statements, int count) throws IOException {
        return Files.writeString(folder.resolve("cut.sql"), String.join(";\n", statements.subList(0, count)) + ";\n");
    }

    private void recover(TestDatabase database, TestCatalog catalog, Stages stages, Remedy remedy) throws SQLException {
        int reached = stages.reachedBy(database);
        Path whole = catalog.offline().writeTo(folder.resolve("whole.sql"));
        switch (remedy) {
            case REST -> {
                if (reached < catalog.versions().size()) {
                    Optional<String> from = reached == 0 ? Optional.empty() : Optional.of(catalog.versions().get(reached - 1));
                    Psql.on(database).run(catalog.offline(from, catalog.head()).writeTo(folder.resolve("rest.sql"))).exitedWith(0);
                    return;
                }
            }
            case STOP_AND_RESUME -> {
                if (reached > 0) {
                    assertThat(Client.PSQL_THAT_STOPS.run(database, whole)).contains("V1__ledger.sql was not begun");
                    assertThat(stages.reachedBy(database)).isEqualTo(reached);
                }
            }
            default -> {
                Client client = remedy == Remedy.STATEMENT_BY_STATEMENT ? Client.STATEMENT_BY_STATEMENT : Client.PSQL_THAT_CARRIES_ON;
                client.run(database, whole);
                assertThat(stages.reachedBy(database)).isGreaterThanOrEqualTo(reached);
            }
        }
        Psql.on(database).run(catalog.offline().resume().writeTo(folder.resolve("resume.sql"))).exitedWith(0);
    }
}
