package digital.market.migrator.migration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
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

/**
 * Searches a folder for scripts.
 *
 * <p>The kubelet lays a ConfigMap or Secret out as {@code V1__x.sql -> ..data/V1__x.sql} and
 * {@code ..data -> ..2026_01_01}: links are followed, and what begins with two dots is passed over, so that each script
 * is seen exactly once. Other hidden folders ({@code .git}) are passed over as Flyway does.
 */
final class FolderScan {

    static final String CONFIG_SUFFIX = ".conf";

    /** What Java puts where bytes of a file's name are none of the locale's characters. */
    private static final char UNREADABLE = '\uFFFD';

    private final Path root;
    private final String place;
    private final List<ScriptFile> files = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Deque<Path> entered = new ArrayDeque<>();

    private FolderScan(Path root, String place) {
        this.root = root;
        this.place = place;
    }

    /**
     * Searches the folder and its subfolders.
     *
     * @param place how messages call the folder
     */
    static Location of(Path folder, String place) {
        FolderScan scan = new FolderScan(folder, place);
        if (Files.isDirectory(folder)) {
            scan.enter(folder);
        } else {
            scan.problems.add("The location " + place + (Files.exists(folder) ? " is no folder" : " does not exist")
                    + ": MIGRATOR_LOCATIONS names a folder with scripts, e.g. filesystem:/migrations.");
        }
        scan.files.sort(Comparator.comparing(ScriptFile::path));
        return new Location(List.copyOf(scan.files), List.copyOf(scan.problems));
    }

    private void enter(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (entered.contains(real)) {
                return; // a link to a folder around itself: everything in there is being read already
            }
            List<Path> entries = list(folder);
            entered.push(real);
            entries.forEach(this::visit);
            entered.pop();
        } catch (IOException e) {
            problems.add(name(folder) + " cannot be listed (" + reason(e) + "): the migrator needs the right to read it.");
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        }
        Collections.sort(entries);
        return entries;
    }

    private void visit(Path entry) {
        String name = fileName(entry);
        boolean folder = Files.isDirectory(entry);
        if (name.startsWith("..") || folder && name.startsWith(".")) {
            return;
        }
        if (folder) {
            enter(entry);
        } else if (name.indexOf(UNREADABLE) >= 0) {
            problems.add(name(entry) + " has a name that cannot be read in this locale: set LANG=C.UTF-8 in the migrator's environment.");
        } else if (isOurs(name)) {
            read(entry);
        }
    }

    private static boolean isOurs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ScriptName.isScript(lower)
                || lower.endsWith(CONFIG_SUFFIX)
                && ScriptName.isScript(lower.substring(0, lower.length() - CONFIG_SUFFIX.length()));
    }

    private void read(Path file) {
        try {
            decode(file, ByteBuffer.wrap(Files.readAllBytes(file)))
                    .ifPresent(content -> files.add(new ScriptFile(name(file), pathOf(file), content)));
        } catch (IOException e) {
            problems.add(Files.isSymbolicLink(file) && !Files.exists(file)
                    ? name(file) + " is a link to a file that does not exist."
                    : name(file) + " cannot be read (" + reason(e) + "): the migrator needs the right to read it.");
        }
    }

    private Optional<String> decode(Path file, ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, text, true);
        text.flip();
        if (!result.isError()) {
            return Optional.of(text.toString());
        }
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        problems.add(String.format(Locale.ROOT,
                "%s is not UTF-8: line %d holds the byte 0x%02X at offset %d. Save it as UTF-8.",
                name(file), line, bytes.get(bytes.position()), bytes.position()));
        return Optional.empty();
    }

    private String name(Path entry) {
        return entry.equals(root) ? place : place + "/" + pathOf(entry);
    }

    private String pathOf(Path entry) {
        return root.relativize(entry).toString().replace(entry.getFileSystem().getSeparator(), "/");
    }

    /** Some file systems in archives end a folder's name with a slash. */
    private static String fileName(Path entry) {
        return entry.getFileName().toString().replace("/", "");
    }

    private static String reason(IOException e) {
        String words = e.getClass().getSimpleName().replace("Exception", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return words.toLowerCase(Locale.ROOT);
    }
}
