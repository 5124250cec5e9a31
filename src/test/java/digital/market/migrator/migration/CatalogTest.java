package digital.market.migrator.migration;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class CatalogTest {

    @TempDir
    Path folder;

    @Test
    void migrationsAreOrderedByVersionAndDescription() throws IOException {
        write("V10__ten.sql", "V9__nine.sql", "V1_1__one_one.sql", "sub/V2__two.sql", "U9__nine.sql", "U1.1__one.sql", "R__b.sql",
                "sub/R__a_view.sql");

        Catalog catalog = read();

        assertThat(catalog.versioned()).extracting(Migration::script)
                .containsExactly("V1_1__one_one.sql", "sub/V2__two.sql", "V9__nine.sql", "V10__ten.sql");
        assertThat(catalog.repeatables()).extracting(Migration::description).containsExactly("a view", "b");
        assertThat(catalog.undo()).extracting(Migration::script).containsExactly("U1.1__one.sql", "U9__nine.sql");
        assertThat(catalog.head()).contains(Version.of("10"));
        assertThat(catalog.find(Version.of("01.1.0"))).map(Migration::script).contains("V1_1__one_one.sql");
        assertThat(catalog.findUndo(Version.of("9"))).map(Migration::fileName).contains("U9__nine.sql");
        assertThat(catalog.find(Version.of("3"))).isEmpty();
        assertThat(catalog.isEmpty()).isFalse();
    }

    @Test
    void aFolderWithoutMigrationsIsAnEmptyCatalog() throws IOException {
        write("README.md", ".gitkeep", "notes.conf", "V1__x.sql.bak", ".git/V7__x.sql");

        assertThat(read().isEmpty()).isTrue();
        assertThat(read().head()).isEmpty();
    }

    @Test
    void aCatalogOfUndoScriptsOrRepeatablesAloneIsJudgedByWhatCanBeApplied() throws IOException {
        write("R__x.sql");

        assertThat(read().isEmpty()).isFalse();
        assertThat(new Catalog(List.of(), List.of(), List.of()).isEmpty()).isTrue();
    }

    @Test
    void theKubeletsLayoutShowsEachScriptOnce() throws IOException {
        write("..2026_01_02_03_04_05.123/V1__x.sql", "..2026_01_02_03_04_05.123/V1__x.sql.conf", "..2026_01_02_03_04_05.123/sub/V2__y.sql");
        Files.writeString(folder.resolve("..2026_01_02_03_04_05.123/V1__x.sql.conf"), "executeInTransaction=false\n");
        link("..data", "..2026_01_02_03_04_05.123");
        link("V1__x.sql", "..data/V1__x.sql");
        link("V1__x.sql.conf", "..data/V1__x.sql.conf");
        link("sub", "..data/sub");

        assertThat(read().versioned()).extracting(Migration::script).containsExactly("V1__x.sql", "sub/V2__y.sql");
        assertThat(read().versioned().get(0).config().executeInTransaction()).contains(false);
    }

    @Test
    void aLocationThatIsALinkIsFollowedAndALoopIsLeft() throws IOException {
        write("real/V1__x.sql");
        link("real/loop", "../real");
        link("mounted", "real");

        assertThat(Catalog.ofFolders(List.of(folder.resolve("mounted"))).versioned()).extracting(Migration::script)
                .containsExactly("V1__x.sql");
    }

    @Test
    void aFolderNamedTwiceOrInsideAnotherIsReadOnce() throws IOException {
        write("a/V1__x.sql", "a/b/V2__x.sql", "c/V3__x.sql");
        Path a = folder.resolve("a");

        assertThat(Catalog.ofFolders(List.of(a, a, a.resolve("b"), folder.resolve("c/../a/"), folder.resolve("c"))).versioned())
                .extracting(Migration::script).containsExactly("V1__x.sql", "b/V2__x.sql", "V3__x.sql");
    }

    @Test
    void namesChecksumsAndPathsAreThoseThatFlywayResolves() throws IOException {
        write("V1__first_one.sql", "sub/V2_1__Ünï_code.SQL", "sub/deep/V3__x.sql", "R__view.sql");
        Files.writeString(folder.resolve("V1__first_one.sql"), "\uFEFFselect 'é';\r\nselect 2;\r");
        Files.writeString(folder.resolve("R__view.sql"), "select '${a}', '${flyway:filename}';");
        FluentConfiguration configuration = Flyway.configure().locations("filesystem:" + folder).placeholders(Map.of("a", "b"));
        Placeholders placeholders = Placeholders.of(Map.of("a", "b"));

        Catalog catalog = read();

        List<String> flyways = FlywayOracle.resolve(configuration).stream()
                .map(one -> one.getVersion() + "|" + one.getDescription() + "|" + one.getScript() + "|" + one.getChecksum()).toList();
        assertThat(Stream.concat(catalog.versioned().stream(), catalog.repeatables().stream())
                .map(one -> one.version().map(Version::text).orElse(null) + "|" + one.description() + "|" + one.script() + "|"
                        + one.checksum(placeholders))).containsExactlyElementsOf(flyways);
    }

    @Test
    void aLocationThatIsNoneIsSaid() throws IOException {
        write("file.txt");

        assertProblems(problems(folder.resolve("nowhere"), folder.resolve("file.txt")),
                folder + "/nowhere does not exist: MIGRATOR_LOCATIONS names a folder with scripts, e.g. filesystem:/migrations.",
                folder + "/file.txt is no folder: MIGRATOR_LOCATIONS names a folder with scripts, e.g. filesystem:/migrations.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            V1__a.sql, V1__b.sql               | V1__a.sql and FOLDER/V1__b.sql have the same version: rename one of them.
            V1__a.sql, V01.0__b.sql            | V01.0__b.sql and FOLDER/V1__a.sql have the same version: rename one of them.
            V1_1__a.sql, sub/V1.1__a.sql       | V1_1__a.sql and FOLDER/sub/V1.1__a.sql have the same version: rename one of them.
            V1__a.sql, U1__a.sql, U1__b.sql    | U1__a.sql and FOLDER/U1__b.sql have the same version: rename one of them.
            R__a_b.sql, sub/R__a_b.sql         | R__a_b.sql and FOLDER/sub/R__a_b.sql have the same description: rename one of them.
            U2__a.sql                          | U2__a.sql takes back a migration that is not there: add V2__….sql, or take the script away.
            V1_x.sql                           | V1_x.sql is not the name of a migration: two underscores stand before the description: V1__x.sql.
            sub/v1__x.sql                      | sub/v1__x.sql is not the name of a migration: its first letter is a capital: V1__x.sql.
            .V1__x.sql                         | .V1__x.sql is not the name of a migration: a script is called V5__what_it_does.sql, U5__what_it_does.sql or R__what_it_does.sql.
            V1__x.sql.conf                     | V1__x.sql.conf belongs to no script: there is no V1__x.sql beside it, or it is spelled differently.
            V1__x.sql, v1__x.sql.conf          | v1__x.sql.conf belongs to no script: there is no v1__x.sql beside it, or it is spelled differently.
            V1__x.sql, V1__x.sql.CONF          | V1__x.sql.CONF belongs to no script: there is no V1__x.sql beside it, or it is spelled differently.
            V2__i.sql, V2__i.conf              | V2__i.conf belongs to no script: the settings of V2__i.sql stand in V2__i.sql.conf.
            sub/R__i.conf                      | sub/R__i.conf belongs to no script: the settings of R__i.sql stand in R__i.sql.conf.
            V1__x.sql, V2__x.sql.txt           | V2__x.sql.txt is no script, since its name does not end in .sql: call it V2__x.sql.
            """)
    void whatIsNoMigrationIsSaid(String files, String problem) throws IOException {
        write(files.split(", *"));

        assertProblems(problems(folder), problem.replace("FOLDER", folder.toString()));
    }

    @Test
    void aScriptThatIsNotUtf8IsSaidWithItsLineAndOffset() throws IOException {
        Files.write(folder.resolve("V1__x.sql"), "select 1;\nselect 'é';".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(folder.resolve("V2__x.sql"), new byte[] {'a', (byte) 0xC3});

        assertProblems(problems(folder),
                "V1__x.sql is not UTF-8: line 2 holds the byte 0xE9 at offset 18. Save it as UTF-8.",
                "V2__x.sql is not UTF-8: line 1 holds the byte 0xC3 at offset 1. Save it as UTF-8.");
    }

    @Test
    void aScriptWithANulCharacterIsSaidWithItsLine() throws IOException {
        Files.writeString(folder.resolve("V1__x.sql"), "select 1;\n\0");
        Files.write(folder.resolve("V2__x.sql"), "select 2".getBytes(StandardCharsets.UTF_16LE));

        assertProblems(problems(folder),
                "V1__x.sql holds a NUL character in line 2, which PostgreSQL cannot take: save it as UTF-8, without any.",
                "V2__x.sql holds a NUL character in line 1, which PostgreSQL cannot take: save it as UTF-8, without any.");
    }

    @Test
    void aLinkToNothingIsSaid() throws IOException {
        link("V1__x.sql", "nowhere.sql");

        assertProblems(problems(folder), "V1__x.sql is a link to a file that does not exist.");
    }

    @Test
    void whatMustNotBeReadIsSaid() throws IOException {
        write("V1__x.sql", "sub/V2__x.sql");
        Files.setPosixFilePermissions(folder.resolve("V1__x.sql"), Set.of());
        Files.setPosixFilePermissions(folder.resolve("sub"), Set.of());
        assumeFalse(Files.isReadable(folder.resolve("V1__x.sql")), "root may read everything");

        assertProblems(problems(folder),
                "V1__x.sql cannot be read (access denied): the migrator needs the right to read it.",
                "sub cannot be listed (access denied): the migrator needs the right to read it.");
    }

    @Test
    void aPathThatTheHistoryCannotHoldIsSaid() throws IOException {
        String deep = ("d".repeat(200) + "/").repeat(5);
        write(deep + "V1__x.sql");

        assertThat(problems(folder)).singleElement().asString()
                .endsWith(" has a path of 1014 characters within its location: the history holds at most 1000.");
    }

    @Test
    void aConfFileIsRead() throws IOException {
        write("V1__x.sql", "V2__x.sql");
        Files.writeString(folder.resolve("V1__x.sql.conf"), "# why\r\n\r\n! so\r\nexecuteInTransaction = FALSE \r\nplaceholderReplacement=true");

        assertThat(read().versioned()).extracting(Migration::config)
                .containsExactly(new ScriptConfig(Optional.of(false), Optional.of(true)), ScriptConfig.NONE);
    }

    @Test
    void whatAConfFileMustNotHoldIsSaid() throws IOException {
        write("V1__x.sql");
        Files.writeString(folder.resolve("V1__x.sql.conf"), """
                encoding=UTF-16
                executeInTransaction=no
                shouldExecute=false
                executeInTransaction
                placeholderReplacement=true
                placeholderReplacement=true
                """);

        assertProblems(problems(folder),
                "V1__x.sql.conf line 1: \"encoding\" is none of the settings of a script: executeInTransaction and placeholderReplacement "
                        + "are, each with =true or =false.",
                "V1__x.sql.conf line 2: executeInTransaction is either true or false: executeInTransaction=false.",
                "V1__x.sql.conf line 3: \"shouldExecute\" is none of the settings of a script: executeInTransaction and "
                        + "placeholderReplacement are, each with =true or =false.",
                "V1__x.sql.conf line 4: executeInTransaction is either true or false: executeInTransaction=false.",
                "V1__x.sql.conf line 6: placeholderReplacement is set twice.");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        write("V1_x.sql", "v2__x.sql", "V3__x.sql", "V3__y.sql", "V4__x.sql.conf");

        assertThat(problems(folder, folder.resolve("../nowhere"))).hasSize(5);
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name.endsWith(".conf") || name.endsWith(".CONF") ? "" : "select 1;\n");
        }
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    }

    private Catalog read() {
        return Catalog.ofFolders(List.of(folder));
    }

    private static List<String> problems(Path... folders) {
        MigrationException[] thrown = new MigrationException[1];
        assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> Catalog.ofFolders(List.of(folders)))
                .satisfies(e -> thrown[0] = e);
        assertThat(thrown[0].outcome()).isEqualTo(Outcome.CONFIGURATION);
        return thrown[0].getMessage().lines().toList();
    }

    /** Each expected sentence, which begins with the path within the folder or with the location. */
    private void assertProblems(List<String> problems, String... sentences) {
        assertThat(problems).hasSameSizeAs(sentences);
        for (int i = 0; i < sentences.length; i++) {
            String place = sentences[i].startsWith("/") ? "The location " : folder + "/";
            assertThat(problems.get(i)).isEqualTo(place + sentences[i]);
        }
    }
}
