package digital.market.migrator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/** The packaged migrations, run by JDBC alone: what they do by themselves, without an engine. */
public final class BotScripts {

    /** The newest version. */
    public static final int HEAD = 4;

    private BotScripts() {
    }

    /** Runs {@code V<version>} in one transaction, on a connection in auto-commit. */
    public static void migrate(Connection connection, int version) throws SQLException {
        run(connection, text("V" + version));
    }

    /** Runs {@code V<from>} to {@code V<to>}, each in its own transaction. */
    public static void migrate(Connection connection, int from, int to) throws SQLException {
        for (int version = from; version <= to; version++) {
            migrate(connection, version);
        }
    }

    /** Runs {@code U<version>} in one transaction, on a connection in auto-commit. */
    public static void undo(Connection connection, int version) throws SQLException {
        run(connection, text("U" + version));
    }

    private static void run(Connection connection, String script) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(script);
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static String text(String prefix) {
        try (Stream<Path> files = Files.list(Path.of(BotScripts.class.getResource("/db/migration").toURI()))) {
            Path script = files.filter(file -> file.getFileName().toString().startsWith(prefix + "__"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no script " + prefix + "."));
            return Files.readString(script, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
