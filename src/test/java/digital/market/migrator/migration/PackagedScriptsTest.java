package digital.market.migrator.migration;

import org.junit.jupiter.api.Test;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PackagedScriptsTest {

    @TempDir
    Path folder;

    @Test
    void nothingIsWrongWithThePackagedMigrations() {
        assertThat(PackagedScripts.result().problems()).isEmpty();
        assertThat(Catalog.packaged()).isEqualTo(Catalog.of(List.of(new CatalogSource.Packaged(), new CatalogSource.Packaged())));
    }

    @Test
    void aFolderThatTheProgramDoesNotHoldHoldsNothing() {
        assertThat(PackagedScripts.read("db/none")).isEqualTo(new Location(List.of(), List.of()));
    }

    @Test
    void thePackagedMigrationsAndAFolderMakeOneCatalog() throws Exception {
        Files.writeString(folder.resolve("V4711__x.sql"), "select 1;");

        Catalog both = Catalog.of(List.of(new CatalogSource.Packaged(), new CatalogSource.Folder(folder)));

        assertThat(both.versioned()).hasSize(Catalog.packaged().versioned().size() + 1);
    }

    @Test
    void inAnArchiveTheProgramFindsItsOwnScripts() throws Exception {
        Path archive = archiveOfThisProgram("db/migration/V1__one.sql", "db/migration/sub/V2__two.sql", "db/migration/R__three.sql",
                "db/other/V3__x.sql");

        assertThat(catalogIn(archive)).isEqualTo("Catalog[versioned=[V1__one.sql, sub/V2__two.sql], repeatables=[R__three.sql], undo=[]]");
        Files.delete(archive);
    }

    @Test
    void anArchiveInAFolderWithASpaceAndAPercentSignIsFound() throws Exception {
        folder = Files.createDirectory(folder.resolve("a b%20c"));

        assertThat(catalogIn(archiveOfThisProgram("db/migration/V1__one.sql"))).contains("versioned=[V1__one.sql]");
    }

    /** Loads the program from the archive, apart from the one under test, and asks it for its catalog. */
    private static String catalogIn(Path archive) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {archive.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            return loader.loadClass(Catalog.class.getName()).getMethod("packaged").invoke(null).toString();
        }
    }

    private Path archiveOfThisProgram(String... scripts) throws Exception {
        Path classes = Path.of(Catalog.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path archive = folder.resolve("program.jar");
        try (FileSystem jar = FileSystems.newFileSystem(archive, Map.of("create", "true")); Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                Path copy = jar.getPath("/" + classes.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
            for (String script : scripts) {
                Files.createDirectories(jar.getPath("/" + script).getParent());
                Files.writeString(jar.getPath("/" + script), "select 1;");
            }
        }
        return archive;
    }
}
