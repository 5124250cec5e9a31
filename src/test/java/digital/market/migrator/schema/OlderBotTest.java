package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.BotRows;
import digital.market.migrator.testing.BotScripts;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every statement of a bot at one version meets every version of the database: what breaks is what {@code docs/kubernetes.md}
 * says, and nothing else does. A bot's SQLAlchemy names all columns that it knows.
 */
class OlderBotTest {

    private static final Path DOCUMENT = Path.of("docs/kubernetes.md");
    /** {@code | V2 or older | V3 or newer | `INSERT` into `purchases` | `23502` | `payment_id` |} */
    private static final Pattern ROW = Pattern.compile(
            "\\| V(\\d)( or older| or newer)? \\| V(\\d)( or older| or newer)? \\| (.*) \\w+ `(\\w+)` \\| `(\\w{5})` \\| `(\\w+)` \\|");
    private static final Pattern WORD = Pattern.compile("`([A-Z]+)`");
    private static final Pattern COLUMN = Pattern.compile("column \"?(?:\\w+\\.)?(\\w+)\"?");

    private static final List<Integer> VERSIONS = IntStream.rangeClosed(1, BotScripts.HEAD).boxed().toList();

    /** A statement that does not work, and why. */
    private record Broken(int bot, int database, String statement, String table, String sqlState, String column)
            implements Comparable<Broken> {

        @Override
        public int compareTo(Broken other) {
            return toString().compareTo(other.toString());
        }
    }

    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void fillADatabase() throws SQLException {
        database = Postgres.V18.newDatabase();
        connection = database.connect();
        BotScripts.migrate(connection, 1);
        BotRows.insert(connection, 1);
        Query.execute(connection, "SELECT setval('purchases_id_seq', max(id)) FROM purchases");
    }

    @AfterEach
    void dropIt() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void whatBreaksBetweenABotAndADatabaseIsWhatIsDocumented() throws SQLException, IOException {
        Set<Broken> broken = new TreeSet<>();
        for (int version : VERSIONS) {
            if (version > 1) {
                BotScripts.migrate(connection, version);
            }
            for (int bot : VERSIONS) {
                broken.addAll(broken(bot, version));
            }
        }

        assertThat(broken).isEqualTo(documented());
    }

    @Test
    void aDefaultThatIsLeftBehindLetsAnOlderBotGoOn() throws SQLException {
        BotScripts.migrate(connection, 2, BotScripts.HEAD - 1);
        Query.execute(connection, "ALTER TABLE purchases ADD COLUMN payment_type varchar NOT NULL DEFAULT 'unknown'");

        assertThat(broken(BotScripts.HEAD - 1, BotScripts.HEAD)).isEmpty();
        assertThat(broken(BotScripts.HEAD, BotScripts.HEAD)).isEmpty();
    }

    @Test
    void aColumnThatMayBeNullLetsAnOlderBotGoOn() throws SQLException {
        BotScripts.migrate(connection, 2, BotScripts.HEAD - 1);
        Query.execute(connection, "ALTER TABLE purchases ADD COLUMN payment_type varchar");

        assertThat(broken(BotScripts.HEAD - 1, BotScripts.HEAD)).isEmpty();
        assertThat(broken(BotScripts.HEAD, BotScripts.HEAD)).isEmpty();
    }

    /** What of all that a bot of this version does fails on the database as it is now. */
    private List<Broken> broken(int bot, int version) throws SQLException {
        List<Broken> broken = new ArrayList<>();
        for (String table : BotRows.TABLES) {
            for (Map.Entry<String, String> statement : statements(table, columns(table, bot)).entrySet()) {
                failure(statement.getValue()).ifPresent(failure -> broken.add(new Broken(bot, version, statement.getKey(), table,
                        failure.getSQLState(), column(failure.getMessage()))));
            }
        }
        return broken;
    }

    private static Map<String, String> statements(String table, Map<String, String> columns) {
        Map<String, String> statements = new LinkedHashMap<>();
        statements.put("SELECT", "SELECT id, %s, created_at, updated_at FROM %s".formatted(String.join(", ", columns.keySet()), table));
        statements.put("INSERT", "INSERT INTO %s (%s) VALUES (%s) RETURNING id, created_at, updated_at".formatted(table,
                String.join(", ", columns.keySet()), String.join(", ", columns.values())));
        statements.put("UPDATE", "UPDATE %s SET %s, updated_at = now() WHERE id = 7".formatted(table,
                String.join(", ", columns.entrySet().stream().map(set -> set.getKey() + " = " + set.getValue()).toList())));
        statements.put("DELETE", "DELETE FROM %s WHERE id = -1".formatted(table));
        return statements;
    }

    /** The columns that a bot of this version gives values for, with some. */
    private static Map<String, String> columns(String table, int bot) {
        Map<String, String> columns = new LinkedHashMap<>();
        switch (table) {
            case "categories" -> columns.put("category_name", "'New'");
            case "users" -> {
                columns.put("telegram_id", "6000000000");
                Stream.of("username", "first_name", "last_name").forEach(name -> columns.put(name, "NULL"));
            }
            case "products" -> {
                columns.putAll(Map.of("name", "'New'", "description", "'New'", "price", "1", "category_id", "1"));
                if (bot >= 2) {
                    columns.put("hidden_content", "'Secret'");
                }
            }
            case "purchases" -> {
                columns.putAll(Map.of("user_id", "1", "product_id", "1", "price", "1"));
                if (bot >= 3) {
                    columns.put("payment_id", "'pay-1'");
                }
                if (bot >= 4) {
                    columns.put("payment_type", "'stars'");
                }
            }
            default -> throw new IllegalArgumentException(table);
        }
        return columns;
    }

    private Optional<SQLException> failure(String sql) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static String column(String message) {
        Matcher column = COLUMN.matcher(message);
        return column.find() ? column.group(1) : message;
    }

    private static Set<Broken> documented() throws IOException {
        Set<Broken> documented = new TreeSet<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                for (int bot : versions(row.group(1), row.group(2))) {
                    for (int version : versions(row.group(3), row.group(4))) {
                        WORD.matcher(row.group(5)).results().forEach(word -> documented.add(
                                new Broken(bot, version, word.group(1), row.group(6), row.group(7), row.group(8))));
                    }
                }
            }
        }
        return documented;
    }

    private static List<Integer> versions(String version, String range) {
        int named = Integer.parseInt(version);
        return VERSIONS.stream().filter(one -> one == named || " or older".equals(range) && one < named
                || " or newer".equals(range) && one > named).toList();
    }
}
