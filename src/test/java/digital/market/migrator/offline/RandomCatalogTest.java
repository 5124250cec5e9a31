package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Fragments;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.OtherRole;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** Whatever a catalog is put together from, and wherever a script of it begins and ends: it leaves what an online run leaves. */
class RandomCatalogTest {

    /**
     * A catalog and a range of it.
     *
     * @param pieces      the versioned migrations behind the first
     * @param repeatables the repeatables
     * @param from        the number of the version that the script begins at, 0 for an empty database
     * @param to          the number of the version that it ends at, 1 for the first
     * @param resume      whether it begins at an empty database all the same, and skips what is there
     */
    record Sample(Postgres postgres, List<Piece> pieces, List<Piece> repeatables, int from, int to, boolean resume) {
    }

    /** One migration, and how its file was written. */
    record Piece(String fragment, boolean byteOrderMark, boolean windows, boolean subfolder) {

        void addTo(ScriptFolder scripts, String prefix, int number) {
            String file = (subfolder ? "sub/" : "") + prefix + "__" + fragment + ".sql";
            String text = Fragments.text(fragment, number);
            String ended = windows ? text.replace("\n", "\r\n") : text;
            scripts.add(file, byteOrderMark ? "\uFEFF" + ended : ended);
            if (Fragments.TOLD_OUTSIDE.contains(fragment)) {
                scripts.add(file + ".conf", "executeInTransaction=false\n");
            }
        }
    }

    /** Skips where there is no {@code psql}. */
    static final class NeedsPsql implements SkipExecutionHook {

        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return Psql.isInstalled() ? SkipResult.doNotSkip() : SkipResult.skip("psql is not on the PATH");
        }
    }

    @AddLifecycleHook(NeedsPsql.class)
    @Property(tries = 16, edgeCases = EdgeCasesMode.NONE)
    void bothLeaveTheSame(@ForAll("samples") Sample sample) throws SQLException, IOException {
        Path folder = Files.createTempDirectory("catalog");
        try (TestDatabase online = sample.postgres.newDatabase(); TestDatabase offline = sample.postgres.newDatabase();
                OtherRole role = OtherRole.of(online, offline)) {
            TestCatalog catalog = HardCatalogsTest.withPlaceholders(write(sample, folder), role);
            Optional<String> from = sample.from == 0 ? Optional.empty() : Optional.of(catalog.versions().get(sample.from - 1));
            String to = catalog.versions().get(sample.to - 1);
            catalog.migrate(online, from);
            catalog.migrate(offline, from);

            catalog.migrate(online, Optional.of(to));
            OfflineRun script = sample.resume ? catalog.offline(Optional.empty(), to).resume() : catalog.offline(from, to);
            Psql.on(offline).run(script.writeTo(folder.resolve("script.sql"))).exitedWith(0);

            assertThat(DatabaseContent.of(offline).differencesTo(DatabaseContent.of(online))).isEmpty();
            assertThat(catalog.leftToDo(offline, to)).isEmpty();
        } finally {
            delete(folder);
        }
    }

    @Provide
    Arbitrary<Sample> samples() {
        Arbitrary<Boolean> seldom = Arbitraries.of(true, false, false);
        Arbitrary<Piece> piece = Combinators.combine(Arbitraries.of(Fragments.all()), seldom, seldom, seldom).as(Piece::new);
        Arbitrary<Boolean> resume = Arbitraries.of(true, false);
        return piece.list().ofMinSize(1).ofMaxSize(4).flatMap(pieces -> Arbitraries.integers().between(1, pieces.size() + 1).flatMap(to ->
                Combinators.combine(Arbitraries.of(Postgres.values()), piece.list().ofMaxSize(2), Arbitraries.integers().between(0, to - 1), resume)
                        .as((postgres, repeatables, from, resumes) -> new Sample(postgres, pieces, repeatables, from, to, resumes))));
    }

    private static TestCatalog write(Sample sample, Path folder) {
        ScriptFolder versioned = new ScriptFolder(folder.resolve("versioned")).add("V1__first.sql", Fragments.first());
        List<String> versions = new ArrayList<>(List.of("1"));
        IntStream.range(0, sample.pieces.size()).forEach(i -> {
            sample.pieces.get(i).addTo(versioned, "V" + (i + 2), i + 2);
            versions.add(String.valueOf(i + 2));
        });
        IntStream.range(0, sample.repeatables.size())
                .forEach(i -> sample.repeatables.get(i).addTo(new ScriptFolder(folder.resolve("repeatable")), "R__" + i, 50 + i));
        return TestCatalog.of(folder, versions.toArray(String[]::new));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
