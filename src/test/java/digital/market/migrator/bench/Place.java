package digital.market.migrator.bench;

/** A database as a tool sees it, on 127.0.0.1; the port is the server's, or that of the slow network before it. */
record Place(Access access, int port, String database) {

    /** {@code postgres://role:password@host:port/database}. */
    String url() {
        return "postgres://%s:%s@127.0.0.1:%d/%s".formatted(access.role(), Access.SECRET, port, database);
    }

    /** The same with {@code sslmode}. */
    String urlWithSslMode() {
        return url() + "?sslmode=" + access.sslMode();
    }

    /** {@code jdbc:postgresql://host:port/database}, without role and password. */
    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }
}
