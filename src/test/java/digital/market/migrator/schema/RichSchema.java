package digital.market.migrator.schema;

import digital.market.migrator.testing.BotScripts;
import digital.market.migrator.testing.Query;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** A schema with the bot's tables and one of each kind of object beside them. */
final class RichSchema {

    private RichSchema() {
    }

    /** Makes it in the schema that the connection's search path names. */
    static void make(Connection connection) throws SQLException {
        BotScripts.migrate(connection, 1, BotScripts.HEAD);
        Query.execute(connection, resource("/schema/rich.sql"));
    }

    /** What it has to be read as, on every release. */
    static String text() {
        return resource("/schema/rich.txt");
    }

    private static String resource(String name) {
        try (InputStream resource = RichSchema.class.getResourceAsStream(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
