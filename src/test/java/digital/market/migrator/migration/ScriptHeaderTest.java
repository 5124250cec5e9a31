package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.ScriptFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The line above a script's first statement. */
class ScriptHeaderTest {

    private static final ScriptHeader BOTH = new ScriptHeader(Optional.of("b2"), Optional.of("a1"), Optional.empty(), Optional.empty());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        "-- migrator: revision=b2, revises=a1\nSELECT 1;",
        "--migrator:revises=a1,revision=b2",
        "\uFEFF-- migrator: revision=b2, revises=a1\r\nSELECT 1;\r\n",
        "-- What it does.\n/* And why. */\n\n  --  migrator:  revision = b2 ,  revises = a1  \n\nSELECT 1;",
        "-- migrator: revision=b2, revises=a1\nSELECT '\n-- migrator: revision=c3';",
    })
    void aHeaderIsRead(String script) {
        assertThat(header(script)).isEqualTo(BOTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT 1;",
        "-- This was a migrator: it is none.\nSELECT 1;",
        "SELECT '\n-- migrator: revision=b2';",
        "SELECT $$\n-- migrator: revision=b2\n$$;",
        "/*\n-- migrator: revision=b2\n*/ SELECT 'a',\n'\n-- migrator: revision=b2\n'",
    })
    void whatIsNoHeaderIsNone(String script) {
        new ScriptFolder(folder).add("V1__x.sql", script.replace("/*\n-- migrator", "/*\n migrator"));

        assertThat(read().versioned()).extracting(Migration::header).containsExactly(ScriptHeader.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -- migrator: revison=b2             | line 2: "revison" is none of the settings of a header: revision, revises, lock_timeout, statement_timeout are, as in -- migrator: lock_timeout=10s, statement_timeout=5min.
            -- migrator:                        | line 2: "" is none of the settings of a header: revision, revises, lock_timeout, statement_timeout are, as in -- migrator: lock_timeout=10s, statement_timeout=5min.
            -- migrator: revision=b2, REVISES=a | line 2: "REVISES" is none of the settings of a header: revision, revises, lock_timeout, statement_timeout are, as in -- migrator: lock_timeout=10s, statement_timeout=5min.
            -- migrator: revision               | line 2: revision is "", and not the name of a revision, for example revision=2fda6446e69f.
            -- migrator: revision=b2 revises=a1 | line 2: revision is "b2 revises=a1", and not the name of a revision, for example revision=2fda6446e69f.
            -- migrator: revision=b2,revision=c | line 2: revision is set twice.
            -- migrator: lock_timeout=5         | line 2: lock_timeout is "5": a duration needs a unit, for example 5s.
            -- migrator: lock_timeout=1s,lock_timeout=1s | line 2: lock_timeout is set twice.
            -- migrator: statement_timeout      | line 2: statement_timeout is "": this is not a duration, for example 500ms, 3s, 1m30s or 1h.
            -- migrator: revises=a1             | line 2: revises says what came before a revision: name that too, revision=….
            """)
    void whatIsWrongWithAHeaderIsSaid(String line, String problem) {
        new ScriptFolder(folder).add("V1__x.sql", "-- Why.\n" + line + "\nSELECT 1;\n");

        assertThat(problems()).containsExactly(folder + "/V1__x.sql " + problem);
    }

    @ParameterizedTest
    @CsvSource({"10s, PT10S", "5min, PT5M", "1h30min, PT1H30M", "250ms, PT0.25S", "0, PT0S", "none, PT0S"})
    void aTimeoutIsADurationAsPeopleOrPostgresWriteIt(String text, Duration timeout) {
        assertThat(header("-- migrator: lock_timeout=" + text + ", statement_timeout = " + text + "\nSELECT 1;"))
                .isEqualTo(new ScriptHeader(Optional.empty(), Optional.empty(), Optional.of(timeout), Optional.of(timeout)));
    }

    @Test
    void aSecondHeaderIsSaid() {
        new ScriptFolder(folder).add("V1__x.sql", "-- migrator: revision=b2\n-- migrator: revises=a1\n");

        assertThat(problems()).containsExactly(folder + "/V1__x.sql line 2: a script has one header: write all of it into one line.");
    }

    @Test
    void aHeaderThatStandsTooLowIsSaid() {
        new ScriptFolder(folder).add("V1__x.sql", "SELECT '-- migrator:';\n\n-- migrator: revision=b2\nSELECT 2;\n");

        assertThat(problems()).containsExactly(folder + "/V1__x.sql line 3: a header stands above the first statement: move it there.");
    }

    @Test
    void onlyAVersionedScriptTakesThePlaceOfARevision() {
        new ScriptFolder(folder).add("V1__x.sql", "").add("U1__x.sql", "-- migrator: revision=b2").add("R__x.sql", "-- migrator: revision=c3");

        assertThat(problems()).containsExactly(
                folder + "/R__x.sql line 1: only a versioned script takes the place of a revision: take that out of the header.",
                folder + "/U1__x.sql line 1: only a versioned script takes the place of a revision: take that out of the header.");
    }

    @Test
    void oneRevisionHasOneScript() {
        new ScriptFolder(folder).add("V1__x.sql", "-- migrator: revision=b2").add("V2__x.sql", "-- migrator: revision=b2");

        assertThat(problems()).containsExactly(folder + "/V1__x.sql and " + folder + "/V2__x.sql take the place of the same revision, b2: "
                + "correct the header of one of them.");
    }

    private ScriptHeader header(String script) {
        new ScriptFolder(folder).add("V1__x.sql", script);
        return read().versioned().get(0).header();
    }

    private Catalog read() {
        return Catalog.ofFolders(List.of(folder));
    }

    private List<String> problems() {
        try {
            throw new AssertionError("There was to be a problem in " + read());
        } catch (MigrationException e) {
            assertThat(e.outcome()).isEqualTo(Outcome.CONFIGURATION);
            return e.getMessage().lines().toList();
        }
    }
}
