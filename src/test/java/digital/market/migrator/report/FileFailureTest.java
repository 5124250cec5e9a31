package digital.market.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailureTest {

    @TempDir
    Path folder;

    @Test
    void theReasonIsInWordsAndWithoutThePath() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});

        assertThat(reason(() -> Files.readString(folder.resolve("missing")))).isEqualTo("no such file");
        assertThat(reason(() -> Files.readString(folder))).isEqualTo("Is a directory");
        assertThat(reason(() -> Files.readString(binary))).isEqualTo("it is not UTF-8");
        assertThat(reason(() -> Files.writeString(binary.resolve("below"), "x"))).isEqualTo("Not a directory");
        assertThat(reason(() -> Files.writeString(Path.of("/dev/full"), "x"))).isEqualTo("No space left on device");
        assertThat(reason(() -> Files.createFile(binary))).isEqualTo("file already exists");
    }

    private static String reason(ThrowingCallable work) {
        return FileFailure.reason(catchThrowableOfType(IOException.class, work));
    }
}
