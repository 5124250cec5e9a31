package digital.market.migrator.bench;

import digital.market.migrator.testing.PostgresBinaries;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;

/** The embedded PostgreSQL that all tools are measured against. It logs nothing, and does nothing on its own. */
final class Server implements AutoCloseable {

    private static final String RELEASE = "17";

    private static final String CONFIGURATION = """

            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            ssl = on
            autovacuum = off
            checkpoint_timeout = '1h'
            log_min_messages = fatal
            """;

    private final EmbeddedPostgres server;

    private Server(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts it, with its files in this folder, where {@code server.crt} and {@code server.key} lie. */
    static Server start(Path folder) throws IOException, SQLException {
        System.setProperty("ot.epg.working-dir", folder.toString());
        Server server = new Server(EmbeddedPostgres.builder()
                .setPgBinaryResolver(new PostgresBinaries(RELEASE))
                .setOverrideWorkingDirectory(folder.toFile())
                .setDataDirectory(folder.resolve("data-" + UUID.randomUUID()))
                .setLocaleConfig("locale", "C")
                .setDataDirectoryCustomizer(data -> configure(data, folder))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()))
                .setPGStartupWait(Duration.ofMinutes(1))
                .start());
        for (Access access : Access.values()) {
            server.execute("postgres", "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(access.role(), Access.SECRET));
        }
        return server;
    }

    int port() {
        return server.getPort();
    }

    /** Makes an empty database that belongs to the role, in place of the one that is there. */
    void recreate(String database, Access access) throws SQLException {
        execute("postgres", "DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(database));
        execute("postgres", "CREATE DATABASE %s OWNER %s".formatted(database, access.role()));
        // The first connection makes the server write its relation cache, which is no tool's work.
        execute(database, "SELECT 1");
    }

    /** Leaves the database, and the disk, as after a long rest. */
    void settle(String database) throws SQLException {
        execute(database, "VACUUM ANALYZE");
        execute(database, "CHECKPOINT");
    }

    /** Whether all the scripts have been applied to the database. */
    boolean holds(String database, Scripts scripts) throws SQLException {
        return scripts.lastComment().equals(query(database, "SELECT obj_description(to_regclass('vouchers'))"));
    }

    /** What {@code SHOW} says. */
    String show(String setting) throws SQLException {
        return query("postgres", "SHOW " + setting);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private String query(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
             Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database), "postgres", "");
    }

    private static void configure(File dataDirectory, Path folder) {
        Path data = dataDirectory.toPath();
        try {
            Files.writeString(data.resolve("postgresql.conf"), CONFIGURATION, StandardOpenOption.APPEND);
            Files.writeString(data.resolve("pg_hba.conf"), "host all postgres 127.0.0.1/32 trust\n"
                    + Arrays.stream(Access.values()).map(Access::rule).collect(Collectors.joining()));
            for (String file : new String[] {"server.crt", "server.key"}) {
                Path copy = Files.copy(folder.resolve(file), data.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
