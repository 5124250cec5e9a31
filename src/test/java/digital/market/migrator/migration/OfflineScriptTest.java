package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.ScriptFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader sees of a script before he runs it. */
class OfflineScriptTest {

    @TempDir
    Path folder;

    @Test
    void whereTheScriptsLieMakesNoDifference() {
        assertThat(OfflineRun.of(ScriptFolder.packaged()).script()).isEqualTo(OfflineRun.packaged().script());
    }

    @Test
    void theHeaderSaysWhatItDoesAndWhoCanRunIt() {
        new ScriptFolder(folder).add("V1__a.sql", "SELECT 1;").add("U1__a.sql", "SELECT 1;").add("V2__b.sql", "VACUUM;").add("V3__c.sql", "COPY t FROM stdin;\n\\.\n");
        String anybody = "-- Any other client can run it, too";
        String psql = "-- psql only: ";
        String noPooler = "-- Not all of it runs in transactions: connect to the server itself";
        String noCrash = "The server has not crashed";

        assertThat(header(OfflineRun.of(folder).to("1"))).contains("\n-- From an empty database to version 1.\n", anybody).doesNotContain(psql, noPooler, noCrash);
        assertThat(header(OfflineRun.of(folder).from("1").to("2"))).contains("\n-- From version 1 to version 2.\n", anybody, noPooler, noCrash).doesNotContain(psql);
        assertThat(header(OfflineRun.of(folder).from("2"))).contains(psql).doesNotContain(anybody, noPooler);
        assertThat(header(OfflineRun.of(folder).to("1").resume())).contains(psql, "to version 1; what the database has already is skipped.\n");
        assertThat(header(OfflineRun.of(folder).down().from("1").to("0"))).contains("\n-- Down from version 1 to an empty database.\n", anybody);
    }

    /** A file's name may hold anything but a slash. */
    @Test
    void aNameThatHoldsALineBreakIsStillAComment() {
        new ScriptFolder(folder).add("V1__a\nDROP TABLE b; --.sql", "SELECT 1;");

        assertThat(OfflineRun.of(folder).script()).contains("\n-- V1__a DROP TABLE b; --.sql\n").doesNotContain("\nDROP TABLE b; --.sql\n");
    }

    @Test
    void commentsStandWhereTheyStood() {
        new ScriptFolder(folder).add("V1__a.sql", "-- What it is for\n\nSELECT 1; -- why\n/* and */ SELECT 2\n  -- more\n;;\n-- the end");

        assertThat(OfflineRun.of(folder).script()).contains("\n\n-- What it is for\n\nSELECT 1; -- why\n/* and */ SELECT 2;\n  -- more\n\n-- the end\n\nDO $record$");
    }

    private static String header(OfflineRun run) {
        String script = run.script();
        return script.substring(0, script.indexOf("SET client_encoding"));
    }
}
