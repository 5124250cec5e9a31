package digital.market.migrator.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A server of PostgreSQL 18 for one test, which may stop it, let it crash, copy it and start it again on the same port. It holds the
 * database {@value #DATABASE} of the ordinary role {@value #ROLE}. Closing it stops it.
 */
public final class PrivateServer implements AutoCloseable {

    private static final String ROLE = "shop";
    private static final String DATABASE = "shop";
    private static final String PASSWORD = "secret";
    private static final String ACCESS = """
            host all         postgres 127.0.0.1/32 trust
            host all         all      127.0.0.1/32 scram-sha-256
            """;

    private final Path data;
    private final int port;
    private EmbeddedPostgres running;

    private PrivateServer(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** A new server that runs, with these lines in its configuration. */
    public static PrivateServer with(String... configuration) throws SQLException {
        PrivateServer server = new PrivateServer(folder(), FreePort.find());
        server.start(List.of(configuration));
        try (Connection connection = server.asSuperuser("postgres")) {
            Query.execute(connection, "CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PASSWORD + "'");
            Query.execute(connection, "CREATE DATABASE " + DATABASE + " OWNER " + ROLE);
        }
        try (Connection connection = server.asSuperuser()) {
            Query.execute(connection, "ALTER SCHEMA public OWNER TO " + ROLE);
        }
        return server;
    }

    /** A hot standby with all that this server holds now, on a port of its own. The server is stopped meanwhile, and stays so. */
    public PrivateServer stopAndCopyToStandby() throws IOException {
        stop();
        Path copy = folder();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(data.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.createFile(copy.resolve("standby.signal"));
        PrivateServer standby = new PrivateServer(copy, FreePort.find());
        standby.start();
        return standby;
    }

    /** Starts it again. */
    public void start() {
        start(List.of());
    }

    /** Ends all sessions and stops it, as {@code pg_ctl stop -m fast} does. */
    public void stop() {
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitEnd();
    }

    /**
     * Ends it at once, as {@code pg_ctl stop -m immediate} does, unless it has gone down by itself: it has to recover when it is
     * started again.
     */
    public void crash() throws IOException, InterruptedException {
        try {
            String pid = Files.readAllLines(lock()).get(0).strip();
            new ProcessBuilder("kill", "-s", "QUIT", pid).inheritIO().start().waitFor();
        } catch (NoSuchFileException e) {
            // It has gone down by itself.
        }
        awaitEnd();
        stop();
    }

    /** A statement that takes until this server ends, and no time at all once it has been started again. */
    public String untilRestarted() throws SQLException {
        return "SELECT pg_sleep(600) WHERE pg_postmaster_start_time() = '" + rows("SELECT pg_postmaster_start_time()::text").get(0) + "';";
    }

    /** Whether somebody executes such a statement. */
    public boolean isWaitedOn() throws SQLException {
        return !rows("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE '%pg_postmaster_start_time%'").isEmpty();
    }

    /** Where its files lie. */
    public Path data() {
        return data;
    }

    /** Where it listens on {@code 127.0.0.1}. */
    public int port() {
        return port;
    }

    /** The environment that sends a run to it. */
    public Map<String, String> environment() {
        return Map.of("DATABASE_URL", "postgresql://" + ROLE + ":" + PASSWORD + "@127.0.0.1:" + port + "/" + DATABASE);
    }

    /** A new connection as the ordinary role. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, ROLE, PASSWORD);
    }

    /** A new connection as the superuser. */
    public Connection asSuperuser() throws SQLException {
        return asSuperuser(DATABASE);
    }

    /** What a query gives the superuser. */
    public List<String> rows(String sql) throws SQLException {
        try (Connection connection = asSuperuser()) {
            return Query.rows(connection, sql);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private Connection asSuperuser(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", "");
    }

    /** The library waits no longer than five seconds. The file is the last thing that the server removes. */
    private void awaitEnd() {
        Eventually.holds("the server has ended, see " + data + ".log", () -> Files.notExists(lock()));
    }

    private Path lock() {
        return data.resolve("postmaster.pid");
    }

    private void start(List<String> configuration) {
        try {
            running = EmbeddedPostgres.builder()
                    .setPgBinaryResolver(new PostgresBinaries("18"))
                    .setOverrideWorkingDirectory(BuildDirectory.folder("postgres").toFile())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setLocaleConfig("locale", "C")
                    // The library trades these for speed: what is committed would not outlive a crash.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setDataDirectoryCustomizer(folder -> configure(configuration))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(data.resolveSibling(data.getFileName() + ".log").toFile()))
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("The server did not start, see " + data + ".log", e);
        }
    }

    private void configure(List<String> configuration) {
        try {
            if (!configuration.isEmpty() || !Files.readString(data.resolve("pg_hba.conf")).equals(ACCESS)) {
                Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
                Files.write(data.resolve("postgresql.conf"), Stream.concat(Stream.of("listen_addresses = '127.0.0.1'",
                        "unix_socket_directories = ''"), configuration.stream()).toList(), StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        return BuildDirectory.folder("postgres").resolve("private-" + UUID.randomUUID());
    }
}
