package digital.market.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digital.market.migrator.testing.SpecialFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    private static final String TEXT = "Grüße\n";

    @TempDir
    private Path folder;
    @TempDir
    private Path elsewhere;

    @AfterEach
    void nothingElseIsLeftBehind() throws IOException {
        for (Path each : new Path[] {folder, elsewhere}) {
            try (Stream<Path> files = Files.list(each)) {
                assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
            }
        }
    }

    @Test
    void aNewFileIsForItsOwner() throws IOException {
        Path file = folder.resolve("new");

        WholeFile.write(file, TEXT);

        assertThat(file).hasContent(TEXT);
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void theModeOfAFileStays() throws IOException {
        Path file = fileOfMode("rw-r--r-x");
        Object inode = Files.getAttribute(file, "unix:ino");

        WholeFile.write(file, TEXT);

        assertThat(file).hasContent(TEXT);
        assertThat(mode(file)).isEqualTo("rw-r--r-x");
        assertThat(Files.getAttribute(file, "unix:ino")).as("a reader of the old one goes on").isNotEqualTo(inode);
    }

    @Test
    void aLinkStaysAndWhatItLeadsToIsReplaced() throws IOException {
        Path file = fileOfMode("rw-r-----");
        Path near = Files.createSymbolicLink(folder.resolve("near"), folder.relativize(file));
        Path link = Files.createSymbolicLink(folder.resolve("link"), near.getFileName());

        WholeFile.write(link, TEXT);

        assertThat(file).hasContent(TEXT).isRegularFile();
        assertThat(mode(file)).isEqualTo("rw-r-----");
        assertThat(link).isSymbolicLink();
        assertThat(near).isSymbolicLink();
    }

    @Test
    void aLinkToNothingIsTheNameOfANewFile() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere.resolve("new"));

        WholeFile.write(link, TEXT);

        assertThat(elsewhere.resolve("new")).hasContent(TEXT);
        assertThat(link).isSymbolicLink();
    }

    @Test
    void linksThatLeadToOneAnotherLeadNowhere() throws IOException {
        Path one = Files.createSymbolicLink(folder.resolve("one"), folder.resolve("other"));
        Files.createSymbolicLink(folder.resolve("other"), one);

        assertThatThrownBy(() -> WholeFile.write(one, TEXT)).isInstanceOf(IOException.class);
    }

    @Test
    void aFolderIsLeftAlone() {
        assertThatThrownBy(() -> WholeFile.write(elsewhere, TEXT)).isInstanceOf(IOException.class);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aReaderOfAFifoGetsAll() throws IOException {
        Path fifo = SpecialFile.fifo(folder.resolve("fifo"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), fifo);
        String large = TEXT.repeat(100_000);
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> read(fifo));

        WholeFile.write(link, large);

        assertThat(read.join()).isEqualTo(large);
        assertThat(SpecialFile.kind(fifo)).isEqualTo("fifo");
    }

    @Test
    void aFifoThatNobodyReadsIsNotWaitedForForEver() {
        Path fifo = SpecialFile.fifo(folder.resolve("fifo"));

        assertThatThrownBy(() -> WholeFile.write(fifo, TEXT)).hasMessageContaining("nobody reads from it");
        read(fifo); // lets the one go who still waits
    }

    @Test
    void aDeviceIsWrittenToAndStaysOne() throws IOException {
        Path sink = SpecialFile.sink(folder.resolve("sink"));
        Path full = SpecialFile.full(folder.resolve("full"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), full);

        WholeFile.write(sink, TEXT);
        assertThatThrownBy(() -> WholeFile.write(full, TEXT)).hasMessageContaining("No space left on device");
        assertThatThrownBy(() -> WholeFile.write(link, TEXT)).hasMessageContaining("No space left on device");

        assertThat(SpecialFile.kind(sink)).isEqualTo("character special file");
        assertThat(SpecialFile.kind(full)).isEqualTo("character special file");
    }

    private Path fileOfMode(String mode) throws IOException {
        Path file = Files.writeString(elsewhere.resolve("there"), "what was there before, and is longer");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
