package digital.market.migrator.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server wrote to its log. A backend logs a statement before it runs it, so whatever a client has an answer to is
 * in here.
 */
public final class ServerLog {

    /** Time, pid, database, user and application, for PostgreSQL's {@code log_line_prefix}. */
    static final String LINE_PREFIX = "%m|%p|%d|%u|%a|";

    private static final Pattern ENTRY = Pattern.compile(
            "[^|]*\\|(?<pid>\\d+)\\|(?<database>[^|]*)\\|(?<user>[^|]*)\\|(?<application>.*?)\\|(?<level>[A-Z0-9]+):  (?<text>.*)");

    /** The simple protocol says {@code statement}, the extended one {@code execute} and the name of what it executes. */
    private static final Pattern STATEMENT = Pattern.compile("(?:statement|execute [^:]*): (?<sql>.*)", Pattern.DOTALL);

    private final Path file;

    ServerLog(Path file) {
        this.file = file;
    }

    /** A place in the log. */
    public record Mark(long position) {
    }

    /** Somebody who connected to the server; the application may still be unnamed then. */
    public record Client(int pid, String database, String user, String application) {
    }

    /** A statement that a client sent, as the server received it. */
    public record Statement(Client client, String sql) {
    }

    /** The place up to which the log is written now. */
    Mark mark() {
        try {
            return new Mark(Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The connections that the server let in since the mark. */
    List<Client> connections(Mark mark, Predicate<Client> of) {
        return entries(mark).stream()
                .filter(entry -> entry.text().startsWith("connection authorized: "))
                .map(Entry::client)
                .filter(of)
                .toList();
    }

    /** Why the server let somebody not in, or ended a session, since the mark. */
    List<String> fatalErrors(Mark mark, Predicate<Client> of) {
        return entries(mark).stream()
                .filter(entry -> entry.level().equals("FATAL") && of.test(entry.client()))
                .map(Entry::text)
                .toList();
    }

    /** The statements since the mark, also those that the server could not even parse. */
    List<Statement> statements(Mark mark, Predicate<Client> of) {
        List<Statement> statements = new ArrayList<>();
        Map<Integer, String> newest = new HashMap<>();
        for (Entry entry : entries(mark)) {
            Matcher sent = STATEMENT.matcher(entry.text());
            boolean known = entry.text().equals(newest.get(entry.client().pid()));
            // What fails before it is executed appears only as the STATEMENT of its ERROR.
            String sql = entry.level().equals("LOG") && sent.matches() ? sent.group("sql")
                    : entry.level().equals("STATEMENT") && !known ? entry.text() : "";
            if (!sql.isEmpty() && of.test(entry.client())) {
                newest.put(entry.client().pid(), sql);
                statements.add(new Statement(entry.client(), sql));
            }
        }
        return statements;
    }

    /** The warnings since the mark. */
    List<String> warnings(Mark mark, Predicate<Client> of) {
        return entries(mark).stream()
                .filter(entry -> entry.level().equals("WARNING") && of.test(entry.client()))
                .map(Entry::text)
                .toList();
    }

    private record Entry(Client client, String level, String text) {

        Entry continuedBy(String line) {
            return new Entry(client, level, text + "\n" + line);
        }
    }

    private List<Entry> entries(Mark mark) {
        List<Entry> entries = new ArrayList<>();
        for (String line : read(mark).split("\n")) {
            Matcher start = ENTRY.matcher(line);
            if (start.matches()) {
                Client client = new Client(Integer.parseInt(start.group("pid")), start.group("database"), start.group("user"),
                        start.group("application"));
                entries.add(new Entry(client, start.group("level"), start.group("text")));
            } else if (line.startsWith("\t") && !entries.isEmpty()) {
                // PostgreSQL puts a tab before each further line of an entry.
                entries.add(entries.remove(entries.size() - 1).continuedBy(line.substring(1)));
            }
        }
        return entries;
    }

    private String read(Mark mark) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(log.length() - mark.position())];
            log.seek(mark.position());
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
