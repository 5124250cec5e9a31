package digital.market.migrator.bench;

/** How a role is let in. The server refuses it any other way, so that no tool is measured with TLS where another has none. */
enum Access {

    TRUST("trusting", "trust", "disable", "hostnossl", "trust"),
    PASSWORD("knowing", "SCRAM password", "disable", "hostnossl", "scram-sha-256"),
    TLS("hiding", "SCRAM password and TLS", "require", "hostssl", "scram-sha-256");

    /** The password of all roles. */
    static final String SECRET = "s3cret";

    private final String role;
    private final String words;
    private final String sslMode;
    private final String connection;
    private final String method;

    Access(String role, String words, String sslMode, String connection, String method) {
        this.role = role;
        this.words = words;
        this.sslMode = sslMode;
        this.connection = connection;
        this.method = method;
    }

    String role() {
        return role;
    }

    /** What a reader calls it. */
    String words() {
        return words;
    }

    /** What libpq and its like call {@code sslmode}. */
    String sslMode() {
        return sslMode;
    }

    /** Its line in {@code pg_hba.conf}. */
    String rule() {
        return "%s all %s 127.0.0.1/32 %s%n".formatted(connection, role, method);
    }
}
