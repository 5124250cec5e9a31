package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of a folder are read while the server lets us in; what is said is what would be said one after the other. */
class ReadAheadTest {

    @TempDir
    private Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void aScriptThatIsNone() {
        scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();").add("V2_two.sql", "SELECT 2;");
    }

    @Test
    void scriptsThatAreWrongGoBeforeAServerThatIsNotThere() {
        assertThat(run("postgresql://bot@127.0.0.1:1/shop").failsWith(Outcome.CONFIGURATION).message()).contains("V2_two.sql");
    }

    @Test
    void andBeforeOneThatDoesNotAnswer() throws Exception {
        try (TcpRelay silent = TcpRelay.that(client -> { })) {
            assertThat(run("postgresql://bot@127.0.0.1:" + silent.port() + "/shop").failsWith(Outcome.CONFIGURATION).message())
                    .contains("V2_two.sql");
        }
    }

    @Test
    void andBeforeAPasswordThatIsWrong() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            assertThat(run("postgresql://nobody:wrong@127.0.0.1:" + database.server().port() + "/" + database.name())
                    .failsWith(Outcome.CONFIGURATION).message()).contains("V2_two.sql");
        }
    }

    @Test
    void nothingIsDoneThenAndNoSessionStays() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database, folder).failsWith(Outcome.CONFIGURATION);

            Eventually.holds("no migrator is connected", () -> Migrators.sessions(database).isEmpty());
        }
    }

    @Test
    void anEmptyFolderAndAnUnknownVersionAreToldLikewise() throws Exception {
        scripts.remove("V2_two.sql");
        assertThat(run("postgresql://bot@127.0.0.1:1/shop").with("MIGRATOR_TO", "7").failsWith(Outcome.CONFIGURATION).message())
                .contains("MIGRATOR_TO");
        scripts.remove("V1__one.sql");
        run("postgresql://bot@127.0.0.1:1/shop").failsWith(Outcome.EMPTY_CATALOG);
    }

    @Test
    void manyScriptsAreAppliedInTheirOrder() throws Exception {
        scripts.remove("V2_two.sql");
        for (int i = 2; i <= 150; i++) {
            scripts.add("V" + i + "__step.sql", "ALTER TABLE one ADD COLUMN c" + i + " integer;");
        }
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            assertThat(MigratorRun.on(database, folder).applies()).hasSize(150).startsWith("V1__one.sql", "V2__step.sql", "V3__step.sql")
                    .endsWith("V150__step.sql");
            assertThat(MigratorRun.on(database, folder).applies()).isEmpty();
        }
    }

    private MigratorRun run(String url) {
        return new MigratorRun(Map.of("DATABASE_URL", url, "MIGRATOR_WAIT", "10m", "MIGRATOR_LOCATIONS", "filesystem:" + folder));
    }
}
