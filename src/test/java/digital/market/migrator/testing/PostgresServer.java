package digital.market.migrator.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;

/**
 * One embedded server: its files lie in the build directory, it listens on loopback at a free port, and it stops when the
 * JVM ends. As root it runs in a user namespace of its own, because PostgreSQL refuses to run as root.
 *
 * @param port where it listens
 * @param log  what it logs
 */
record PostgresServer(int port, ServerLog log) {

    private static final String CONFIGURATION = """

            listen_addresses = 'localhost'
            unix_socket_directories = ''
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_statement = 'all'
            max_prepared_transactions = 5
            log_connections = on
            log_line_prefix = '%s'
            """.formatted(ServerLog.LINE_PREFIX);

    private static final String ACCESS = """
            host all postgres 127.0.0.1/32 trust
            host all postgres ::1/128      trust
            host all all      127.0.0.1/32 scram-sha-256
            host all all      ::1/128      scram-sha-256
            """;

    /** Starts a server of the given release, e.g. {@code 18}. */
    static PostgresServer start(String release) {
        Path folder = BuildDirectory.folder("postgres");
        Path log = folder.resolve(release + "-" + UUID.randomUUID() + ".log");
        // Otherwise the library makes a folder in /tmp, where that of another user may be in the way.
        System.setProperty("ot.epg.working-dir", folder.toString());
        try {
            @SuppressWarnings("resource") // closed by the library when the JVM ends
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setPgBinaryResolver(new PostgresBinaries(release))
                    .setOverrideWorkingDirectory(folder.toFile())
                    .setDataDirectory(folder.resolve(UUID.randomUUID().toString()))
                    .setPort(FreePort.find())
                    .setLocaleConfig("locale", "C")
                    .setDataDirectoryCustomizer(PostgresServer::configure)
                    // Written by the server itself, so that a line is there before the client has its answer.
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
            return new PostgresServer(server.getPort(), new ServerLog(log));
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL " + release + " did not start, see " + log, e);
        }
    }

    private static void configure(File dataDirectory) {
        Path folder = dataDirectory.toPath();
        try {
            Files.writeString(folder.resolve("postgresql.conf"), CONFIGURATION, StandardOpenOption.APPEND);
            Files.writeString(folder.resolve("pg_hba.conf"), ACCESS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
