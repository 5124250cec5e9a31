package digital.market.migrator.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A real PgBouncer before a database, run as a process of its own. It refuses to be root, and so it is {@code nobody} where
 * the tests are. The variable {@code PGBOUNCER} may name the program; who names it wants these tests to run.
 */
public final class PgBouncer implements AutoCloseable {

    private static final String VARIABLE = "PGBOUNCER";
    private static final String DEBIANS = "/usr/sbin/pgbouncer";

    private final TestDatabase database;
    private final int port;
    private final Process process;

    private PgBouncer(TestDatabase database, int port, Process process) {
        this.database = database;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one. Where the machine has none, the test is skipped.
     *
     * @param poolMode {@code session}, {@code transaction} or {@code statement}
     * @param more     more lines of its configuration
     */
    public static PgBouncer before(TestDatabase database, String poolMode, String... more) {
        return knowing("* = host=127.0.0.1 port=" + database.server().port(), database, poolMode, more);
    }

    /**
     * Starts one that knows these databases.
     *
     * @param databases a line of its section {@code [databases]}
     */
    public static PgBouncer knowing(String databases, TestDatabase database, String poolMode, String... more) {
        Optional<String> named = Optional.ofNullable(System.getenv(VARIABLE));
        assumeTrue(named.isPresent() || Files.isExecutable(Path.of(DEBIANS)), "There is no PgBouncer here: run apt-get install pgbouncer, or let "
                + VARIABLE + " name one.");
        try {
            Path folder = Files.createTempDirectory(BuildDirectory.folder("pgbouncer"), "");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            int port = FreePort.find();
            String users = "\"%s\" \"%s\"\n".formatted(database.role(), database.password().replace("\"", "\"\""));
            Path configuration = write(folder, "pgbouncer.ini", """
                    [databases]
                    %s
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = scram-sha-256
                    auth_file = %s
                    pool_mode = %s
                    %s
                    """.formatted(databases, port, write(folder, "users.txt", users), poolMode, String.join("\n", more)));
            List<String> command = new ArrayList<>(isRoot(folder)
                    ? List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups") : List.of());
            command.addAll(List.of(named.orElse(DEBIANS), configuration.toString()));
            PgBouncer pooler = new PgBouncer(database, port, new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile()).start());
            Eventually.holds("PgBouncer listens, see " + folder.resolve("log"), pooler::listens);
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens, on 127.0.0.1. */
    int port() {
        return port;
    }

    /** The URL of the database by way of this. */
    public String url() {
        return database.url().replace(":" + database.server().port() + "/", ":" + port + "/");
    }

    /** A run of the packaged migrations by way of this. */
    public MigratorRun run() {
        return new MigratorRun(Map.of("DATABASE_URL", url()));
    }

    /** A run of the scripts in this folder by way of this. */
    public MigratorRun run(Path folder) {
        return run().with("MIGRATOR_LOCATIONS", "filesystem:" + folder);
    }

    /** A new connection by way of this, in auto-commit, that keeps nothing on the server. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.role());
        properties.setProperty("password", database.password());
        properties.setProperty("preferQueryMode", "simple");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database.name(), properties);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("PgBouncer has ended with " + process.exitValue());
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isRoot(Path mine) throws IOException {
        return Files.getOwner(mine).getName().equals("root");
    }

    private static Path write(Path folder, String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }
}
