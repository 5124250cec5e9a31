package digital.market.migrator.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Scripts that are hard to take apart or to carry over, from which catalogs are put together: {@code resources/fragments}.
 * In each, {@code #} stands for a number, so that it can be there more than once; each needs the first script.
 */
public final class Fragments {

    /** What runs in a transaction. */
    public static final List<String> TRANSACTIONAL = List.of("atomic-bodies", "comments", "copy", "empty", "enum", "literals", "names",
            "nested-dollar-quotes", "nothing", "operators", "partitions", "placeholders", "psql-variables", "rules-and-policies", "session",
            "session-note", "session-role", "transaction", "triggers", "windows");

    /** What PostgreSQL refuses in a transaction, as Flyway finds out by itself. */
    public static final List<String> KNOWN_AS_OUTSIDE = List.of("index-concurrently", "vacuum");

    /** What runs outside a transaction because its {@code .conf} file says so. */
    public static final List<String> TOLD_OUTSIDE = List.of("outside", "outside-note");

    /** The values of the placeholders, but for {@code role}, which is another role. */
    public static final Map<String, String> PLACEHOLDERS = Map.of("greeting", "good; :day \\. -- day $ {x}", "table_name", "a table; :x",
            "column", "\"a column; :'y'\"");

    private static final String FIRST = """
            CREATE TABLE notes (n text, u text, s text, search_path text, tenant text);
            GRANT USAGE ON SCHEMA public TO PUBLIC;
            CREATE TABLE goods (id int PRIMARY KEY, name text NOT NULL);
            INSERT INTO goods SELECT n, 'goods ' || n FROM generate_series(1, 100) AS n;
            GRANT ALL ON notes, goods TO PUBLIC;
            """;

    private Fragments() {
    }

    /** All of them. */
    public static List<String> all() {
        return Stream.of(TRANSACTIONAL, KNOWN_AS_OUTSIDE, TOLD_OUTSIDE).flatMap(List::stream).toList();
    }

    /** The script that a catalog of these begins with. */
    public static String first() {
        return FIRST;
    }

    /** The script with this name, for this number. */
    public static String text(String name, int number) {
        try (InputStream text = Fragments.class.getResourceAsStream("/fragments/" + name + ".sql")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).replace("#", String.valueOf(number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the script with this name as this version, and its {@code .conf} file if it needs one. */
    public static void add(ScriptFolder folder, String name, int version) {
        String file = "V" + version + "__" + name.replace('-', '_') + ".sql";
        if (TOLD_OUTSIDE.contains(name)) {
            folder.addOutsideTransaction(file, text(name, version));
        } else {
            folder.add(file, text(name, version));
        }
    }
}
