package digital.market.migrator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.ScriptFolder;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;

/** Whatever bytes a folder of scripts holds: it is a catalog, or it is refused in words; and what runs has an outcome. */
@Tag("faults")
class ScriptFuzzFaultTest extends OnADatabase {

    /** Scripts that hold much of what SQL knows, among them what is packaged, without the revisions of which each may stand there once. */
    private static final List<byte[]> REAL = Stream.concat(packaged(), Stream.of(
            "-- migrator: lock_timeout=1s, statement_timeout=5s\nCREATE TABLE a (b text);\nINSERT INTO a VALUES ('it''s'), (E'\\'');",
            "CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $f$ BEGIN /* ; */ RETURN 1; END $f$;\nSELECT f();",
            "CREATE TABLE c (d integer);\nCOPY c (d) FROM stdin;\n1\n2\n\\.\nSELECT \"d\" FROM c; -- the end",
            "CREATE TABLE e (f integer);\nCREATE INDEX CONCURRENTLY g ON e (f);",
            "DO $$ BEGIN RAISE NOTICE '%', ${x}; END $$;", "VACUUM; ANALYZE").map(text -> text.getBytes(StandardCharsets.UTF_8))).toList();

    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("fuzz");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        empty();
        Files.delete(folder);
    }

    @Property(tries = 20_000, seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void aFolderIsACatalogOrRefusedInWords(@ForAll("files") Map<String, byte[]> files) throws Exception {
        write(files);

        Ending ending = Ending.of(files.keySet(), () -> MigrationEnvironment.of(Map.of("MIGRATOR_LOCATIONS", "filesystem:" + folder))
                .runMigrationsOffline(new StringWriter()));

        Statistics.label("faults: folders of generated scripts").collect(ending.outcome()).coverage(all -> {
            all.check(Outcome.DONE).percentage(percentage -> percentage > 5);
            all.check(Outcome.CONFIGURATION).percentage(percentage -> percentage > 20);
        });
    }

    @Property(tries = 500, seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void aRunOfThemEndsInAnOutcome(@ForAll("scripts") List<byte[]> scripts) throws Exception {
        empty();
        for (int i = 0; i < scripts.size(); i++) {
            Files.write(folder.resolve("V" + (i + 1) + "__x.sql"), scripts.get(i));
        }
        database.clear();

        Ending ending = Ending.of(scripts.stream().map(script -> new String(script, StandardCharsets.UTF_8)).toList(),
                () -> MigratorRun.on(database, folder).with("MIGRATOR_STATEMENT_TIMEOUT", "10s").with("MIGRATOR_PLACEHOLDER_X", "1").succeeds());

        assertThat(ending.words()).doesNotContain(database.password());
        // No script brings a server down.
        assertThat(ending.outcome()).as(ending.words()).isNotEqualTo(Outcome.UNREACHABLE);
        Statistics.label("faults: runs of generated scripts").collect(ending.outcome()).coverage(all -> {
            all.check(Outcome.DONE).percentage(percentage -> percentage > 5);
            all.check(Outcome.ROLLED_BACK).percentage(percentage -> percentage > 5);
        });
    }

    @Provide
    Arbitrary<Map<String, byte[]>> files() {
        Arbitrary<String> names = Arbitraries.of("V1__users.sql", "V2__more.sql", "V2.1__more.sql", "V1__users.sql.conf", "V2__more.sql.conf", "U1__users.sql",
                "R__view.sql", "R__view.sql.conf", "sub/V3__x.sql", "sub/V4__x.sql");
        Arbitrary<String> damaged = RandomText.damaged(names, 2).filter(ScriptFuzzFaultTest::isAFilesName);
        Arbitrary<byte[]> configs = damaged(List.of("executeInTransaction=false\n".getBytes(StandardCharsets.UTF_8),
                "placeholderReplacement=false\nexecuteInTransaction=true".getBytes(StandardCharsets.UTF_8)));
        Arbitrary<byte[]> contents = Arbitraries.frequencyOf(Tuple.of(12, damaged(REAL)), Tuple.of(1, configs), Tuple.of(1, anyBytes()));
        Arbitrary<String> anyName = Arbitraries.frequencyOf(Tuple.of(12, names), Tuple.of(1, damaged));
        return Combinators.combine(anyName, contents, configs)
                .as((name, content, config) -> Tuple.of(name, name.endsWith(".conf") ? config : content))
                .list().ofMinSize(1).ofMaxSize(4).map(ScriptFuzzFaultTest::byName);
    }

    @Provide
    Arbitrary<List<byte[]>> scripts() {
        return damaged(REAL).list().ofMinSize(1).ofMaxSize(3);
    }

    private static Map<String, byte[]> byName(List<Tuple.Tuple2<String, byte[]>> files) {
        return files.stream().collect(Collectors.toMap(Tuple.Tuple1::get1, Tuple.Tuple2::get2, (one, other) -> one));
    }

    /** One of them, mostly as it is, else with up to three bytes that were taken away, put in or replaced. */
    private static Arbitrary<byte[]> damaged(List<byte[]> texts) {
        Arbitrary<byte[]> edit = Arbitraries.bytes().array(byte[].class).ofSize(4);
        Arbitrary<byte[]> whole = Arbitraries.of(texts);
        Arbitrary<byte[]> damaged = Combinators.combine(whole, edit.list().ofMinSize(1).ofMaxSize(3)).as((text, edits) -> {
            byte[] bytes = text;
            for (byte[] one : edits) {
                bytes = edited(bytes, one);
            }
            return bytes;
        });
        return Arbitraries.frequencyOf(Tuple.of(2, whole), Tuple.of(1, damaged));
    }

    private static Arbitrary<byte[]> anyBytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    }

    private static byte[] edited(byte[] text, byte[] edit) {
        int at = text.length == 0 ? 0 : Math.floorMod(edit[0] << 8 | edit[1] & 0xff, text.length);
        int taken = Math.min(Math.floorMod(edit[2], 3), text.length - at);
        String marks = "'\"$;-/*\\(){}\n\0";
        byte put = edit[3] < 0 ? edit[3] : (byte) marks.charAt(edit[3] % marks.length());
        byte[] before = Arrays.copyOf(text, at + 1);
        before[at] = put;
        byte[] after = Arrays.copyOfRange(text, at + taken, text.length);
        byte[] all = Arrays.copyOf(before, before.length + after.length);
        System.arraycopy(after, 0, all, before.length, after.length);
        return all;
    }

    private static boolean isAFilesName(String name) {
        return name.matches("(?:sub/)?[^/]+") && !name.matches("(?:sub/)?\\.{1,2}") && name.getBytes(StandardCharsets.UTF_8).length < 200;
    }

    private static void write(Map<String, byte[]> files) throws IOException {
        empty();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private static void empty() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).filter(path -> !path.equals(folder)).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Stream<byte[]> packaged() {
        try (Stream<Path> all = Files.list(ScriptFolder.packaged())) {
            return all.filter(path -> path.getFileName().toString().startsWith("V")).sorted().map(ScriptFuzzFaultTest::text)
                    .map(text -> text.replaceFirst("-- migrator: revision=.*", "-- no revision").getBytes(StandardCharsets.UTF_8)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
