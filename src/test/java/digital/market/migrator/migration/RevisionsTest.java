package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.ScriptFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which migrations a revision of Alembic's stands for. */
class RevisionsTest {

    @TempDir
    private Path folder;

    @Test
    void aRevisionStandsForItsScriptAndAllBefore() {
        add("V1__x", "revision=b, revises=a").add("V2__x.sql", "").add("V3__x.sql", "-- migrator: revision=d, revises=c");

        assertThat(upTo("b")).contains(List.of("V1__x.sql"));
        assertThat(upTo("d")).contains(List.of("V1__x.sql", "V2__x.sql", "V3__x.sql"));
    }

    @Test
    void aRevisionThatIsOnlyRevisedStandsForWhatComesBefore() {
        add("V1__x", "revision=b, revises=a").add("V2__x.sql", "").add("V3__x.sql", "-- migrator: revision=d, revises=c");

        assertThat(upTo("a")).contains(List.of());
        assertThat(upTo("c")).contains(List.of("V1__x.sql", "V2__x.sql"));
    }

    @Test
    void aRevisionWithAScriptOfItsOwnStandsForThatWhereverItIsRevised() {
        add("V1__x", "revision=a").add("V2__x.sql", "").add("V3__x.sql", "-- migrator: revision=c, revises=a");

        assertThat(upTo("a")).contains(List.of("V1__x.sql"));
    }

    @Test
    void anyOtherIsUnknown() {
        add("V1__x", "revision=b, revises=a");

        assertThat(upTo("c")).isEmpty();
        assertThat(upTo("")).isEmpty();
    }

    @Test
    void theHeadIsTheNewestRevisionThatAScriptNames() {
        add("V1__x", "revision=b").add("V10__x.sql", "-- migrator: revision=c").add("V11__x.sql", "");

        assertThat(revisions().head()).contains("c");
    }

    @Test
    void withoutHeadersThereIsNone() {
        new ScriptFolder(folder).add("V1__x.sql", "");

        assertThat(revisions().head()).isEmpty();
    }

    private ScriptFolder add(String name, String header) {
        return new ScriptFolder(folder).add(name + ".sql", "-- migrator: " + header);
    }

    private Optional<List<String>> upTo(String revision) {
        return revisions().upTo(revision).map(scripts -> scripts.stream().map(Migration::script).toList());
    }

    private Revisions revisions() {
        return Revisions.of(Catalog.ofFolders(List.of(folder)));
    }
}
