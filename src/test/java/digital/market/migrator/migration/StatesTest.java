package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.StatusReport.Entry;
import digital.market.migrator.report.StatusReport.State;
import digital.market.migrator.testing.ScriptFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What status shows is what {@code migrate} goes by. */
class StatesTest {

    private static final Set<State> WRONG = EnumSet.of(State.FAILED, State.MISSING, State.CHANGED, State.UNDONE, State.LATE);

    private static Path folder;
    private static Catalog catalog;

    @BeforeContainer
    static void writeScripts() throws IOException {
        folder = Files.createTempDirectory("scripts");
        ScriptFolder scripts = new ScriptFolder(folder);
        for (String name : List.of("V1__one", "V2__two", "V3.1__three_one", "V5__five", "R__a", "R__b")) {
            scripts.add(name + ".sql", "SELECT '" + name + "';\n");
        }
        catalog = Catalog.ofFolders(List.of(folder));
    }

    @AfterContainer
    static void removeThem() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void somethingIsWrongIfTheComparisonSaysSo(@ForAll("histories") List<AppliedMigration> rows) {
        assertThat(entries(rows)).as("%s", comparison(rows).divergences())
                .matches(entries -> entries.stream().anyMatch(entry -> WRONG.contains(entry.state()))
                        == !comparison(rows).divergences().isEmpty());
        assertThat(states(rows).problems()).isEqualTo(comparison(rows).divergences());
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void whatIsPendingIsWhatTheComparisonWouldApply(@ForAll("histories") List<AppliedMigration> rows) {
        assertThat(with(State.PENDING, rows)).extracting(Entry::script)
                .containsExactlyElementsOf(comparison(rows).pending().stream().map(Migration::script).toList());
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void whatIsAheadIsWhatTheComparisonDoesNotKnowUnlessItIsBroken(@ForAll("histories") List<AppliedMigration> rows) {
        Assume.that(comparison(rows).divergences().isEmpty());

        assertThat(with(State.AHEAD, rows)).hasSize(comparison(rows).ahead().size());
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void everyMigrationOfTheCatalogIsShown(@ForAll("histories") List<AppliedMigration> rows) {
        assertThat(entries(rows)).extracting(entry -> entry.version().map(Version::of))
                .containsAll(catalog.versioned().stream().map(Migration::version).toList());
        assertThat(entries(rows)).extracting(Entry::description).contains("a", "b");
    }

    @Example
    void aVersionThatFlywayTookBackIsUndoneAndItsRowIsShownOnce() {
        List<AppliedMigration> rows = List.of(row(1, "1", "one", "SQL"), row(2, "2", "two", "SQL"), row(3, "2", "two", "UNDO_SQL"));

        assertThat(entries(rows)).extracting(entry -> entry.state() + " " + entry.label())
                .containsExactly("APPLIED V1", "UNDONE V2", "PENDING V3.1", "PENDING V5", "PENDING R", "PENDING R");
    }

    @Example
    void whatLiesBelowABaselineIsApplied() {
        List<AppliedMigration> rows = List.of(row(1, "2", "<< Flyway Baseline >>", "BASELINE"));

        assertThat(entries(rows)).extracting(entry -> entry.state() + " " + entry.label() + " " + entry.description())
                .startsWith("APPLIED V1 one", "APPLIED V2 two", "PENDING V3.1 three one");
    }

    @Example
    void aBaselineThatNoScriptStandsForIsShownByItself() {
        List<AppliedMigration> rows = List.of(row(1, "0.9", "<< Flyway Baseline >>", "BASELINE"));

        assertThat(entries(rows)).extracting(entry -> entry.state() + " " + entry.label()).startsWith("APPLIED V0.9", "PENDING V1");
    }

    @Provide
    Arbitrary<List<AppliedMigration>> histories() {
        Arbitrary<Boolean> undone = Arbitraries.integers().between(1, 8).map(one -> one == 1);
        return Combinators.combine(new RandomHistory(catalog).damaged(), undone).as((rows, undo) -> undo ? withUndo(rows) : rows);
    }

    /** What Flyway's paid edition adds when it takes the newest back. */
    private static List<AppliedMigration> withUndo(List<AppliedMigration> rows) {
        List<AppliedMigration> more = new ArrayList<>(rows);
        rows.stream().filter(row -> row.isScript() && row.version().flatMap(catalog::find).isPresent()).reduce((a, b) -> b).ifPresent(last ->
                more.add(new AppliedMigration(rows.size() + 1, last.version(), last.description(), "UNDO_SQL",
                        last.script().replace('V', 'U'), last.checksum(), true)));
        return more;
    }

    private static AppliedMigration row(int rank, String version, String description, String type) {
        Optional<Version> parsed = Optional.of(Version.of(version));
        return new AppliedMigration(rank, parsed, description, type, "V" + version + "__" + description + ".sql",
                catalog.find(parsed.get()).map(Migration::rawChecksum), true);
    }

    private static List<Entry> with(State state, List<AppliedMigration> rows) {
        return entries(rows).stream().filter(entry -> entry.state() == state).toList();
    }

    private static List<Entry> entries(List<AppliedMigration> rows) {
        return states(rows).entries(Map.of());
    }

    private static States states(List<AppliedMigration> rows) {
        return States.of(catalog, history(rows), Scripts.NONE);
    }

    private static Comparison comparison(List<AppliedMigration> rows) {
        return Comparison.of(catalog, history(rows), Scripts.NONE, Optional.empty());
    }

    private static History history(List<AppliedMigration> rows) {
        return new History(true, rows, "", "");
    }
}
