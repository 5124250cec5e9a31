package digital.market.migrator;

import static digital.market.migrator.testing.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts that cannot be used end a run before anything is applied, also what comes before them: code 10. */
class BadScriptsIT {

    private static final String GOOD = "V1__good.sql";

    private static TestDatabase database;

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeADatabase() {
        database = Postgres.V18.newDatabase();
    }

    @AfterAll
    static void dropIt() throws SQLException {
        database.close();
    }

    /** Files beside a good script, and what is to be read about them. */
    private record Case(String name, Map<String, String> files, String... words) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> scripts() {
        return Stream.concat(Stream.of(
                new Case("two of one version", Map.of("V1.0__other.sql", "SELECT 1;"),
                        "V1__good.sql", "V1.0__other.sql", "have the same version: rename one of them."),
                new Case("one underscore", Map.of("V2_x.sql", "SELECT 1;"),
                        "V2_x.sql is not the name of a migration: two underscores stand before the description: V2__x.sql."),
                new Case("a small letter", Map.of("v2__x.sql", "SELECT 1;"),
                        "v2__x.sql is not the name of a migration: its first letter is a capital: V2__x.sql."),
                new Case("a .conf without its script", Map.of("V2__x.sql.conf", "executeInTransaction=false"),
                        "V2__x.sql.conf belongs to no script: there is no V2__x.sql beside it"),
                new Case("not UTF-8", Map.of("V2__latin.sql", "SELECT 1;\nSELECT 'gr\u00F6\u00DFe';"),
                        "V2__latin.sql is not UTF-8: line 2 holds the byte 0xF6", "Save it as UTF-8."),
                new Case("several at once", Map.of("V2_x.sql", "SELECT 1;", "v3__x.sql", "SELECT 1;", "V4__x.sql.conf", "executeInTransaction=false"),
                        "V2_x.sql is not", "v3__x.sql is not", "V4__x.sql.conf belongs to no script")),
                transactionControl());
    }

    private static Stream<Case> transactionControl() {
        return Stream.of("BEGIN", "COMMIT", "ROLLBACK", "START TRANSACTION", "END", "PREPARE TRANSACTION 'x'").map(statement ->
                new Case(statement + " in a transactional script", Map.of("V2__x.sql", "CREATE TABLE b ();\n-- now\n" + statement + ";\n"),
                        "V2__x.sql line 3: " + statement.replace(" 'x'", "") + " does not go with a script that runs in a transaction",
                        "write V2__x.sql.conf with the line executeInTransaction=false."));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aRunRefusesBeforeItAppliesAnything(Case bad) throws IOException, SQLException {
        write(bad.files());
        Snapshot before = Snapshot.of(database);

        ProgramRun run = run();

        assertRefused(run, 10, database.password(), bad.words());
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void wordsOfTransactionsInsideAFunctionOrAStringAreNoMistake() throws IOException, SQLException {
        try (TestDatabase another = Postgres.V18.newDatabase()) {
            write(Map.of("V2__f.sql", """
                    CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'COMMIT;'; END $$;
                    SELECT 'x; ROLLBACK; y' /* BEGIN; */; -- END;
                    """));

            program.run(environment(another)).exitedWith(0);
        }
    }

    private ProgramRun run() {
        return program.run(environment(database));
    }

    private Map<String, String> environment(TestDatabase target) {
        Map<String, String> environment = new HashMap<>(target.environment());
        environment.put("MIGRATOR_LOCATIONS", "filesystem:" + folder);
        return environment;
    }

    private void write(Map<String, String> files) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(files);
        all.put(GOOD, "CREATE TABLE a ();");
        for (Map.Entry<String, String> file : all.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue(),
                    file.getKey().contains("latin") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        }
    }
}
