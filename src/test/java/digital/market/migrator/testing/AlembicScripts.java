package digital.market.migrator.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What the bot's Alembic makes of a database, by the statements that it sends: no Python is needed. */
public enum AlembicScripts {

    /** As the bot's revisions are written. */
    ORIGINAL("CURRENT_TIMESTAMP", true),
    /** With the defaults that the bot's models have, and without the unique constraint that the newest revision adds once more. */
    PLAIN("now()", false);

    /** The bot's revisions, oldest first; the first makes nothing but Alembic's own table. */
    public static final List<String> REVISIONS =
            List.of("47f559ec82bb", "2fda6446e69f", "1b95d36c8908", "1720ca777755", "5ca0f991801d");

    /** The newest of them. */
    public static final String HEAD = "5ca0f991801d";

    private static final String SECOND_UNIQUE = "ALTER TABLE purchases ADD UNIQUE (payment_id);";

    private final String now;
    private final boolean secondUnique;

    AlembicScripts(String now, boolean secondUnique) {
        this.now = now;
        this.secondUnique = secondUnique;
    }

    /** Makes of an empty database what {@code alembic upgrade} makes of it. */
    public void upgrade(Connection connection, String revision) throws SQLException {
        upgrade(connection, 0, REVISIONS.indexOf(revision));
    }

    /** Upgrades an empty database to this revision, with so many purchases in it from its first tables on, if it has tables. */
    public void upgradeWithRows(Connection connection, String revision, int purchases) throws SQLException {
        int last = REVISIONS.indexOf(revision);
        upgrade(connection, 0, Math.min(last, 1));
        if (last > 0) {
            BotRows.insert(connection, 1, purchases);
            upgrade(connection, 2, last);
        }
    }

    /** Makes of an empty database what {@code create_all} makes of it. */
    public static void createAll(Connection connection) throws SQLException {
        Query.execute(connection, text("create_all"));
    }

    /** What the real Alembic has to be told to do the same. */
    List<String> arguments() {
        return List.of("-x", "default=" + now, "-x", "second_unique=" + (secondUnique ? "yes" : "no"));
    }

    private void upgrade(Connection connection, int first, int last) throws SQLException {
        for (String revision : REVISIONS.subList(first, last + 1)) {
            String sql = text(revision).replace("DEFAULT CURRENT_TIMESTAMP", "DEFAULT " + now);
            Query.execute(connection, secondUnique ? sql : sql.replace(SECOND_UNIQUE, ""));
        }
    }

    private static String text(String name) {
        try (InputStream file = AlembicScripts.class.getResourceAsStream("/alembic/" + name + ".sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
