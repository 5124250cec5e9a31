package digital.market.migrator.load;

import digital.market.migrator.load.Tally.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection of the bot and what goes on over it: customers who look around and buy, and now and then somebody who looks
 * after the goods. Each transaction is short.
 */
final class BotSession {

    /** Not-null violation, undefined column: what becomes of an INSERT whose table changed on the way. */
    private static final Set<String> RACES = Set.of("23502", "42703");
    /** Of a load that nobody stops; no test takes the quarter of an hour that their pauses alone take. */
    private static final int MOST_TRANSACTIONS = 100_000;
    /** Between two messages of the customers. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private static final String COLUMNS = """
            SELECT attname FROM pg_attribute
            WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
            """;
    private static final String USER = """
            SELECT id, telegram_id, username, created_at, updated_at FROM users WHERE telegram_id = ?
            """;
    private static final String CATEGORY = """
            SELECT id, category_name FROM categories WHERE id = ?
            """;
    private static final String PRODUCT = """
            SELECT id, name, description, price, file_id, category_id FROM products WHERE id = ? FOR KEY SHARE
            """;
    private static final String PRODUCTS_OF_CATEGORY = """
            SELECT id, name, price FROM products WHERE category_id = ? ORDER BY id
            """;
    private static final String PURCHASE = """
            SELECT p.id, p.price, p.created_at, products.name
            FROM purchases p JOIN products ON products.id = p.product_id WHERE p.id = ?
            """;
    /** The bot has no index for this: it reads the whole table. */
    private static final String PURCHASES_OF_USER = """
            SELECT p.id, p.price, products.name FROM purchases p JOIN products ON products.id = p.product_id WHERE p.user_id = ?
            """;
    private static final String UPDATE = """
            UPDATE %s SET %s = %s, updated_at = now() WHERE id = ?
            """;

    private final TimedConnection connection;
    private final int number;
    private final Tally tally;
    private final Random random;
    private final List<Table> read = new ArrayList<>();
    private final List<Table> updated = new ArrayList<>();
    private final List<Table> inserted = new ArrayList<>();
    private int names;

    BotSession(Connection connection, int number, Tally tally) throws SQLException {
        this.connection = new TimedConnection(connection, tally);
        this.number = number;
        this.tally = tally;
        this.random = new Random(number);
    }

    /** One transaction after the other, until it is told to stop or has had enough. */
    void work(Stop stop) {
        try (connection) {
            for (int i = 0; i < MOST_TRANSACTIONS && !stop.isWanted(); i++) {
                transaction();
                LockSupport.parkNanos(random.nextLong(2 * PAUSE.toNanos()));
            }
        } catch (SQLException | RuntimeException e) {
            tally.failed(e);
        }
    }

    /** Says when to stop. */
    @FunctionalInterface
    interface Stop {

        boolean isWanted();
    }

    private void transaction() throws SQLException {
        List.of(read, updated, inserted).forEach(List::clear);
        try {
            somebodyDoesSomething();
            connection.commit();
            tally.committed(read, updated, inserted);
        } catch (RacedException e) {
            tally.raced(e.getSQLState());
            connection.rollback();
        }
    }

    private void somebodyDoesSomething() throws SQLException {
        int what = random.nextInt(100);
        if (what < 30) {
            looksAround();
        } else if (what < 65) {
            buys();
        } else if (what < 75) {
            looksAtAPurchase();
        } else if (what < 85) {
            comesForTheFirstTime();
        } else if (what < 90) {
            changesThePrices();
        } else if (what < 94) {
            addsAProduct();
        } else if (what < 98) {
            update(Table.USERS, "username", "username", 1 + random.nextInt(Shop.USERS));
        } else if (what < 99) {
            addsACategory();
        } else {
            select(Table.PURCHASES, PURCHASES_OF_USER, 1 + random.nextInt(Shop.USERS));
        }
    }

    private void looksAround() throws SQLException {
        select(Table.CATEGORIES, CATEGORY, someCategory());
        select(Table.PRODUCTS, PRODUCTS_OF_CATEGORY, someCategory());
    }

    private void looksAtAPurchase() throws SQLException {
        select(Table.PURCHASES, PURCHASE, somePurchase());
    }

    private void buys() throws SQLException {
        int product = 1 + random.nextInt(Shop.PRODUCTS);
        int user = 1 + random.nextInt(Shop.USERS);
        select(Table.USERS, USER, 5_000_000_000L + user);
        select(Table.PRODUCTS, PRODUCT, product);
        insert(Table.PURCHASES, Map.of("user_id", user, "product_id", product, "price", product, "payment_id", newName("payment"),
                "payment_type", "stars"));
    }

    private void comesForTheFirstTime() throws SQLException {
        long telegramId = 6_000_000_000L + number * 1_000_000L + names;
        select(Table.USERS, USER, telegramId);
        insert(Table.USERS, Map.of("telegram_id", telegramId, "username", newName("user")));
    }

    private void changesThePrices() throws SQLException {
        update(Table.PRODUCTS, "price", "price + 1", 1 + random.nextInt(Shop.PRODUCTS));
        update(Table.PURCHASES, "price", "price + 1", somePurchase());
        update(Table.CATEGORIES, "category_name", "category_name", someCategory());
    }

    private void addsACategory() throws SQLException {
        insert(Table.CATEGORIES, Map.of("category_name", newName("category")));
    }

    private void addsAProduct() throws SQLException {
        int category = someCategory();
        select(Table.CATEGORIES, CATEGORY, category);
        insert(Table.PRODUCTS, Map.of("name", newName("product"), "description", "New", "price", 1, "category_id", category,
                "hidden_content", "Secret"));
    }

    private int someCategory() {
        return 1 + random.nextInt(Shop.CATEGORIES);
    }

    private int somePurchase() {
        return 1 + random.nextInt(Shop.PURCHASES);
    }

    private String newName(String what) {
        return what + " " + number + "-" + ++names;
    }

    private void select(Table table, String sql, Object argument) throws SQLException {
        connection.rows(sql, argument);
        read.add(table);
    }

    private void update(Table table, String column, String value, int id) throws SQLException {
        connection.execute(UPDATE.formatted(nameOf(table), column, value), List.of(id));
        updated.add(table);
    }

    /** Inserts a row with those of the values for which there are columns at this moment. */
    private void insert(Table table, Map<String, Object> values) throws SQLException {
        Map<String, Object> row = new LinkedHashMap<>();
        for (String column : connection.rows(COLUMNS, nameOf(table))) {
            if (values.containsKey(column)) {
                row.put(column, values.get(column));
            }
        }
        String sql = "INSERT INTO %s (%s) VALUES (%s)".formatted(nameOf(table), String.join(", ", row.keySet()),
                String.join(", ", row.keySet().stream().map(column -> "?").toList()));
        try {
            connection.execute(sql, List.copyOf(row.values()));
            inserted.add(table);
        } catch (SQLException e) {
            throw RACES.contains(e.getSQLState()) ? new RacedException(e) : e;
        }
    }

    private static String nameOf(Table table) {
        return table.name().toLowerCase(Locale.ROOT);
    }

    /** An INSERT that raced a migration. */
    private static final class RacedException extends SQLException {

        private static final long serialVersionUID = 1;

        private RacedException(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
        }
    }
}
