package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code db/migration.lock} holds the SHA-256 of every packaged script, as {@code sha256sum} prints it. A script that was
 * released has been applied somewhere, and a change of it, were it only a line break that Flyway's checksum does not see, would
 * give new databases another schema than old ones.
 */
class MigrationLockTest {

    private static final String LOCK = "src/main/resources/db/migration.lock";
    private static final String REMEDY = "A new script is added to %s by: (cd src/main/resources/db/migration && sha256sum V5__x.sql "
            + "U5__x.sql) >> %s. A script that was released stays as it is: make the change in a new one.";

    @Test
    void everyPackagedScriptIsAsItWasLocked() throws IOException {
        Catalog catalog = Catalog.packaged();
        Map<String, String> packaged = Stream.of(catalog.versioned(), catalog.repeatables(), catalog.undo()).flatMap(List::stream)
                .collect(Collectors.toMap(Migration::script, Migration::digest, (one, other) -> one, TreeMap::new));

        assertThat(packaged).as(REMEDY, LOCK, LOCK).isEqualTo(digests(Files.readString(Path.of(LOCK))));
    }

    @Test
    void whatTheLastReleaseLockedIsLockedAsItWas() throws IOException, InterruptedException {
        Optional<String> release = git("describe", "--tags", "--abbrev=0").map(String::strip);
        assumeTrue(release.isPresent(), "there is no release yet, or this is no checkout of git");
        Optional<String> released = git("show", release.get() + ":" + LOCK);
        assumeTrue(released.isPresent(), "the last release had no lock");

        assertThat(digests(Files.readString(Path.of(LOCK)))).as(REMEDY, LOCK, LOCK).containsAllEntriesOf(digests(released.get()));
    }

    private static Map<String, String> digests(String lock) {
        return lock.lines().map(line -> line.split("  ", 2)).collect(Collectors.toMap(parts -> parts[1], parts -> parts[0], (one, other) -> {
            throw new AssertionError("One script is locked twice.");
        }, TreeMap::new));
    }

    /** What git prints; none if it fails, or is not there. */
    private static Optional<String> git(String... arguments) throws InterruptedException {
        try {
            Process git = new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String printed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? Optional.of(printed) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
