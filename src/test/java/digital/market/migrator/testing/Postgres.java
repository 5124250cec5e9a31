package digital.market.migrator.testing;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/**
 * The PostgreSQL releases that the tests run against. Each has one embedded server per JVM, which starts when it is first
 * asked for and stops when the JVM ends.
 *
 * <p>The server logs every statement and every connection. On it {@code postgres} is the superuser and needs no
 * password; everybody else has to give one.
 */
public enum Postgres {

    V15("15"),
    V17("17"),
    V18("18");

    private static final String NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String PASSWORD_CHARACTERS = NAME_CHARACTERS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    /** Characters that mean something else in a URL unless they are percent-encoded. */
    private static final String AWKWARD_CHARACTERS = ":/?#[]@!$&'()*+,;= %";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String release;
    private PostgresServer server;

    Postgres(String release) {
        this.release = release;
    }

    /** The major version, e.g. {@code 18}. */
    public String release() {
        return release;
    }

    /** The port on {@code 127.0.0.1} where the server listens. */
    public int port() {
        return server().port();
    }

    /** A new, empty database that belongs to a new, ordinary role of the same name with a password hard to spell. */
    public TestDatabase newDatabase() {
        return newDatabase("t_" + random(NAME_CHARACTERS, 10),
                random(PASSWORD_CHARACTERS, 8) + random(AWKWARD_CHARACTERS, 6) + random(PASSWORD_CHARACTERS, 8));
    }

    /** A new, empty database that belongs to a new, ordinary role of the same name with the given password. */
    public TestDatabase newDatabase(String name, String password) {
        return TestDatabase.create(this, name, password);
    }

    ServerLog log() {
        return server().log();
    }

    private synchronized PostgresServer server() {
        if (server == null) {
            server = PostgresServer.start(release);
        }
        return server;
    }

    private static String random(String characters, int length) {
        return RANDOM.ints(length, 0, characters.length())
                .mapToObj(characters::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining());
    }
}
