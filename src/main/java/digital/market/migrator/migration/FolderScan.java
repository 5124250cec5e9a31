package digital.market.migrator.migration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import digital.market.migrator.report.FileFailure;
import digital.market.migrator.report.RegularFile;

/**
 * Searches a folder for scripts.
 *
 * <p>The kubelet lays a ConfigMap or Secret out as {@code V1__x.sql -> ..data/V1__x.sql} and
 * {@code ..data -> ..2026_01_01}: links are followed, and what begins with two dots is passed over, so that each script
 * is seen exactly once. Other hidden folders ({@code .git}) are passed over as Flyway does.
 */
final class FolderScan {

    static final String CONFIG_SUFFIX = ".conf";

    /** A text of this size still fits into one of Java's. */
    private static final int MOST_MEBIBYTES = 512;

    /** What Java puts where bytes are no characters: of the locale in a file's name, of UTF-8 in a text. */
    private static final char UNREADABLE = '\uFFFD';

    private final String place;
    private final List<ScriptFile> files = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Deque<Path> entered = new ArrayDeque<>();

    private FolderScan(String place) {
        this.place = place;
    }

    /**
     * Searches the folder and its subfolders.
     *
     * @param place how messages call the folder
     */
    static Location of(Path folder, String place) {
        FolderScan scan = new FolderScan(place);
        if (Files.isDirectory(folder)) {
            scan.enter(folder, "");
        } else {
            scan.problems.add("The location " + place + (Files.exists(folder) ? " is no folder" : " does not exist")
                    + ": MIGRATOR_LOCATIONS names a folder with scripts, e.g. filesystem:/migrations.");
        }
        scan.files.sort(Comparator.comparing(ScriptFile::path));
        return new Location(List.copyOf(scan.files), List.copyOf(scan.problems));
    }

    /** @param within the folder's own path within the location, with a slash at its end unless it is the location itself */
    private void enter(Path folder, String within) {
        try {
            Path real = folder.toRealPath();
            if (entered.contains(real)) {
                return; // a link to a folder around itself: everything in there is being read already
            }
            List<Entry> entries = entries(folder);
            entered.push(real);
            entries.forEach(entry -> visit(entry, within + entry.name));
            entered.pop();
        } catch (IOException e) {
            String name = within.isEmpty() ? place : place + "/" + within.substring(0, within.length() - 1);
            problems.add(name + " cannot be listed (" + FileFailure.reason(e) + "): the migrator needs the right to read it.");
        }
    }

    /** What is read is there three times for a moment: as bytes, as text, and for its checksum. A constant would be the build's, in a native image. */
    private static int mostMebibytes() {
        return (int) Math.min(MOST_MEBIBYTES, Runtime.getRuntime().maxMemory() / 3 >> 20);
    }

    /** What the folder holds, in order. */
    private static List<Entry> entries(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(paths::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause(); // the listing failed midway
        }
        Collections.sort(paths);
        return paths.stream().map(Entry::of).toList();
    }

    private void visit(Entry entry, String path) {
        if (entry.name.startsWith("..")) {
            return;
        }
        String name = place + "/" + path;
        if (entry.bytes.isPresent()) {
            decode(name, entry.bytes.get()).ifPresent(content -> files.add(new ScriptFile(name, path, content)));
        } else if (Files.isDirectory(entry.path)) {
            if (!entry.name.startsWith(".")) {
                enter(entry.path, path + "/");
            }
        } else if (entry.name.indexOf(UNREADABLE) >= 0) {
            problems.add(name + " has a name that cannot be read in this locale: set LANG=C.UTF-8 in the migrator's environment.");
        } else if (entry.failure.isPresent()) {
            problems.add(name + unread(entry.path, entry.failure.get()));
        } else {
            ScriptName.meant(entry.name).ifPresent(what -> problems.add(name + " " + what + "."));
        }
    }

    private static String unread(Path path, IOException failure) {
        if (failure instanceof RegularFile.Unfit unfit) {
            boolean large = unfit.isTooLarge() && mostMebibytes() < MOST_MEBIBYTES;
            return " " + unfit.predicate() + (large ? ", the most that fits into the memory: raise the container's memory limit, or split the script." : ".");
        }
        return Files.isSymbolicLink(path) && !Files.exists(path)
                ? " is a link to a file that does not exist."
                : " cannot be read (" + FileFailure.reason(failure) + "): the migrator needs the right to read it.";
    }

    /**
     * Something in a folder: read, if its name is that of a file of ours. There may be thousands, so whether something is a
     * folder is asked only if it was not read.
     */
    private record Entry(Path path, String name, Optional<byte[]> bytes, Optional<IOException> failure) {

        private static Entry of(Path path) {
            String name = fileName(path);
            if (name.startsWith("..") || name.indexOf(UNREADABLE) >= 0 || !isOurs(name)) {
                return new Entry(path, name, Optional.empty(), Optional.empty());
            }
            try {
                return new Entry(path, name, Optional.of(RegularFile.read(path, mostMebibytes())), Optional.empty());
            } catch (IOException e) {
                return new Entry(path, name, Optional.empty(), Optional.of(e));
            }
        }
    }

    private static boolean isOurs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ScriptName.isScript(lower)
                || lower.endsWith(CONFIG_SUFFIX)
                && ScriptName.isScript(lower.substring(0, lower.length() - CONFIG_SUFFIX.length()));
    }

    private Optional<String> decode(String name, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(UNREADABLE) >= 0) {
            Optional<String> problem = problem(name, ByteBuffer.wrap(bytes));
            problem.ifPresent(problems::add);
            return problem.isPresent() ? Optional.empty() : Optional.of(text);
        }
        return Optional.of(text);
    }

    /** What is wrong with bytes that gave a character for the unreadable, which may also stand there as such. */
    private static Optional<String> problem(String name, ByteBuffer bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
        if (!result.isError()) {
            return Optional.empty();
        }
        int line = (int) text.flip().chars().filter(c -> c == '\n').count() + 1;
        return Optional.of(String.format(Locale.ROOT,
                "%s is not UTF-8: line %d holds the byte 0x%02X at offset %d. Save it as UTF-8.",
                name, line, bytes.get(bytes.position()), bytes.position()));
    }

    /** Some file systems in archives end a folder's name with a slash. */
    private static String fileName(Path entry) {
        return entry.getFileName().toString().replace("/", "");
    }
}
