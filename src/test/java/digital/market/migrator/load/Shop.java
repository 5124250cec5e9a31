package digital.market.migrator.load;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * A shop at version 1 that has been open for some years: the same rows in each, down to the page that they lie on. The bot
 * works in it under a role of its own, which owns nothing.
 *
 * @param database whose tables belong to another role than the bot's
 */
record Shop(TestDatabase database) implements AutoCloseable {

    static final int CATEGORIES = 20;
    static final int USERS = 10_000;
    static final int PRODUCTS = 1_000;
    static final int PURCHASES = 1_000_000;

    private static final String PASSWORD = "of the bot";
    /** Without the checks of foreign keys, which take longer than all the rest. */
    private static final String FILL = """
            SET session_replication_role = replica;

            INSERT INTO categories (category_name) SELECT 'Category ' || n FROM generate_series(1, %d) n;

            INSERT INTO users (telegram_id, username) SELECT 5000000000 + n, 'user' || n FROM generate_series(1, %d) n;

            INSERT INTO products (name, description, price, category_id)
            SELECT 'Product ' || n, 'What product ' || n || ' is', n, 1 + n %% 20 FROM generate_series(1, %d) n;

            INSERT INTO purchases (user_id, product_id, price)
            SELECT 1 + n %% 10000, 1 + n %% 1000, 1 + n %% 1000 FROM generate_series(1, %d) n;
            """.formatted(CATEGORIES, USERS, PRODUCTS, PURCHASES);
    private static final String GRANT = """
            CREATE ROLE "%1$s" LOGIN PASSWORD '%2$s';
            GRANT USAGE ON SCHEMA public TO "%1$s";
            GRANT SELECT, INSERT, UPDATE, DELETE ON categories, users, products, purchases TO "%1$s";
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "%1$s";
            """;
    private static final String DROP = """
            DROP OWNED BY "%1$s";
            DROP ROLE "%1$s";
            """;
    /** The rows of {@link #FILL} as they have to be at head; the bot may have changed a price, but nothing else. */
    private static final String KEPT = """
            SELECT (SELECT count(*) FROM categories WHERE id <= %d),
                   (SELECT count(*) FROM users WHERE id <= %d),
                   (SELECT count(*) FROM products WHERE id <= %d AND hidden_content = ''),
                   (SELECT count(*) FROM purchases WHERE id <= %d AND payment_id = 'legacy-' || id AND payment_type = 'unknown'
                                                     AND user_id = 1 + id %% 10000 AND product_id = 1 + id %% 1000)
            """.formatted(CATEGORIES, USERS, PRODUCTS, PURCHASES);
    private static final String ADDED = """
            SELECT (SELECT count(*) FROM categories WHERE id > %d),
                   (SELECT count(*) FROM users WHERE id > %d),
                   (SELECT count(*) FROM products WHERE id > %d),
                   (SELECT count(*) FROM purchases WHERE id > %d)
            """.formatted(CATEGORIES, USERS, PRODUCTS, PURCHASES);

    /** A new one. */
    static Shop open(Postgres postgres) throws SQLException {
        Shop shop = new Shop(postgres.newDatabase());
        MigratorRun.on(shop.database).with("MIGRATOR_TO", "1").succeeds();
        Query.executeAsSuperuser(shop.database, FILL);
        // No autovacuum and no checkpoint is due soon: both runs find the server equally quiet.
        Query.executeAsSuperuser(shop.database, "VACUUM (FREEZE, ANALYZE)");
        Query.executeAsSuperuser(shop.database, "CHECKPOINT");
        Query.executeAsSuperuser(shop.database, GRANT.formatted(shop.bot(), PASSWORD));
        return shop;
    }

    /** A new connection of the bot, in auto-commit. */
    Connection connectBot() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", bot());
        properties.setProperty("password", PASSWORD);
        properties.setProperty("ApplicationName", "market-bot");
        return DriverManager.getConnection(database.jdbcUrl(), properties);
    }

    /** How many rows of each table, in the order of its foreign keys, are what they were, with what the migrations add. */
    List<String> kept() throws SQLException {
        return Query.rows(database, KEPT);
    }

    /** How many rows the bot has put into each table, in the same order. */
    List<String> added() throws SQLException {
        return Query.rows(database, ADDED);
    }

    @Override
    public void close() throws SQLException {
        Query.executeAsSuperuser(database, DROP.formatted(bot()));
        database.close();
    }

    private String bot() {
        return database.name() + "_bot";
    }
}
