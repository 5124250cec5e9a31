package digital.market.migrator.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A database for one test. It belongs to an ordinary role of the same name, which may do in it whatever it likes and
 * nothing elsewhere; nobody else may use its schema {@code public}. Closing it drops database and role.
 */
public final class TestDatabase implements AutoCloseable {

    private static final String SUPERUSER = "postgres";

    /** What the driver calls itself. */
    private static final String JDBC = "PostgreSQL JDBC Driver";

    private static final String FORMAT_CREATE_ROLE = """
            SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', ?, ?)
            """;
    private static final String CREATE_DATABASE = """
            CREATE DATABASE "%1$s" OWNER "%1$s"
            """;
    private static final String OWN_PUBLIC = """
            ALTER SCHEMA public OWNER TO "%1$s"
            """;
    private static final String CLOSE_PUBLIC = """
            REVOKE ALL ON SCHEMA public FROM PUBLIC
            """;
    private static final String SESSIONS = """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = '%1$s'
            """;
    private static final String EMPTY_PUBLIC = """
            DROP SCHEMA public CASCADE;
            CREATE SCHEMA public AUTHORIZATION "%1$s";
            """;
    private static final String DROP_DATABASE = """
            DROP DATABASE IF EXISTS "%1$s" WITH (FORCE)
            """;
    private static final String DROP_ROLE = """
            DROP ROLE IF EXISTS "%1$s"
            """;

    private final Postgres server;
    private final String name;
    private final String password;

    private TestDatabase(Postgres server, String name, String password) {
        this.server = server;
        this.name = name;
        this.password = password;
    }

    static TestDatabase create(Postgres server, String name, String password) {
        TestDatabase database = new TestDatabase(server, name, password);
        try {
            try (Connection connection = database.superuserIn(SUPERUSER)) {
                execute(connection, database.createRole(connection));
                execute(connection, CREATE_DATABASE.formatted(name));
            }
            try (Connection connection = database.asSuperuser()) {
                execute(connection, OWN_PUBLIC.formatted(name));
                execute(connection, CLOSE_PUBLIC);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Database " + name + " could not be made.", e);
        }
        return database;
    }

    /** The server that it lies on. */
    public Postgres server() {
        return server;
    }

    /** The name of the database. */
    public String name() {
        return name;
    }

    /** The role that the database belongs to. */
    public String role() {
        return name;
    }

    /** The role's password, as it is. */
    public String password() {
        return password;
    }

    /** {@code postgresql://role:password@127.0.0.1:port/name}, percent-encoded. */
    public String url() {
        return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(encode(role()), encode(password), server.port(), encode(name));
    }

    /** {@code jdbc:postgresql://127.0.0.1:port/name}, without role and password. */
    public String jdbcUrl() {
        return jdbcUrl(name);
    }

    /** The environment that sends a process to this database. */
    public Map<String, String> environment() {
        return Map.of("DATABASE_URL", url());
    }

    /** A new connection as the role, in auto-commit. */
    public Connection connect() throws SQLException {
        Properties credentials = new Properties();
        credentials.setProperty("user", role());
        credentials.setProperty("password", password);
        return DriverManager.getConnection(jdbcUrl(), credentials);
    }

    /** A new connection to this database as the superuser, in auto-commit; its statements are not counted. */
    public Connection asSuperuser() throws SQLException {
        return superuserIn(name);
    }

    /** The place in the server's log up to which everything has happened by now. */
    public ServerLog.Mark mark() {
        return server.log().mark();
    }

    /**
     * What was sent to this database since the mark by anybody but the superuser, in order: the driver's own statements
     * too, of the simple as well as the extended protocol.
     */
    public List<ServerLog.Statement> statements(ServerLog.Mark since) {
        return server.log().statements(since, this::isCounted);
    }

    /** Who connected to this database since the mark, in order, the superuser excepted. */
    public List<ServerLog.Client> connections(ServerLog.Mark since) {
        return server.log().connections(since, this::isCounted);
    }

    /** Why the server let somebody not into this database, or ended a session, since the mark, the superuser's excepted. */
    public List<String> fatalErrors(ServerLog.Mark since) {
        return server.log().fatalErrors(since, this::isCounted);
    }

    /** What {@link PlantedNames} planted and somebody called since the mark. */
    public List<String> planted(ServerLog.Mark since) {
        return server.log().warnings(since, client -> client.database().equals(name)).stream()
                .filter(warning -> warning.startsWith(PlantedNames.TRACE)).toList();
    }

    /** What was sent to this database since the mark by anybody but the tests' own connections, whatever the role. */
    public List<String> statementsOfPrograms(ServerLog.Mark since) {
        return server.log().statements(since, client -> client.database().equals(name) && !client.application().equals(JDBC)).stream()
                .map(ServerLog.Statement::sql).toList();
    }

    /** Waits until its role has no session: one may outlive its client, and holds its locks and what is not committed until then. */
    public void awaitEndOfSessions() throws SQLException {
        try (Connection connection = asSuperuser()) {
            Eventually.holds("all sessions of the role have ended", () -> Query.rows(connection, SESSIONS.formatted(role())).equals(List.of("0")));
        }
    }

    /** Makes its schema {@code public} a new, empty one, once nobody uses the database any more. */
    public void clear() throws SQLException {
        awaitEndOfSessions();
        try (Connection connection = asSuperuser()) {
            execute(connection, EMPTY_PUBLIC.formatted(role()));
        }
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = superuserIn(SUPERUSER)) {
            execute(connection, DROP_DATABASE.formatted(name));
            execute(connection, DROP_ROLE.formatted(name));
        }
    }

    @Override
    public String toString() {
        return "PostgreSQL " + server.release() + ", database " + name;
    }

    private boolean isCounted(ServerLog.Client client) {
        return client.database().equals(name) && !client.user().equals(SUPERUSER);
    }

    private Connection superuserIn(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), SUPERUSER, "");
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.port(), encode(database));
    }

    private String createRole(Connection connection) throws SQLException {
        try (PreparedStatement format = connection.prepareStatement(FORMAT_CREATE_ROLE)) {
            format.setString(1, role());
            format.setString(2, password);
            try (ResultSet row = format.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
