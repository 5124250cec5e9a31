package digital.market.migrator.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One part of a database's address, and the variables that name it: the bot's, and libpq's (PostgreSQL documentation,
 * §34.15).
 */
enum Part {
    HOST("host", "db.example", "DB_HOST", "PGHOST"),
    PORT("port", "5432", "DB_PORT", "PGPORT"),
    DATABASE("database", "shop", "DB_NAME", "PGDATABASE"),
    USER("user", "bot", "DB_USER", "PGUSER"),
    PASSWORD("password", "secret", "DB_PASSWORD", "PGPASSWORD"),
    SSL_MODE("sslmode", "verify-full", "PGSSLMODE"),
    SSL_ROOT_CERT("sslrootcert", "/run/secrets/ca.crt", "PGSSLROOTCERT"),
    SSL_CERT("sslcert", "/run/secrets/tls.crt", "PGSSLCERT"),
    SSL_KEY("sslkey", "/run/secrets/tls.key", "PGSSLKEY"),
    REQUIRE_AUTH("require_auth", "scram-sha-256", "PGREQUIREAUTH"),
    SSL_NEGOTIATION("sslnegotiation", "postgres", "PGSSLNEGOTIATION");

    private final String word;
    private final String example;
    private final List<String> variables;

    Part(String word, String example, String... variables) {
        this.word = word;
        this.example = example;
        this.variables = List.of(variables);
    }

    /** Its name in messages and in {@code config}. */
    String word() {
        return word;
    }

    /** The variable that is recommended first. */
    String variable() {
        return variables.get(0);
    }

    /** How to set it. */
    String example() {
        return variable() + "=" + example;
    }

    List<String> variables() {
        return variables;
    }

    /** Whether an environment that names it at all names a database by it, and not only how to reach one. */
    boolean isOfAnAddress() {
        return compareTo(SSL_MODE) < 0;
    }

    /** Whether {@code config} has a row for it even where nothing names it. */
    boolean isAlwaysShown() {
        return compareTo(SSL_MODE) <= 0;
    }

    /** Whether any of the address is named. */
    static boolean anyIn(Environment environment) {
        return Arrays.stream(values()).filter(Part::isOfAnAddress).anyMatch(part -> part.isIn(environment));
    }

    boolean isIn(Environment environment) {
        return variables.stream().anyMatch(environment::names);
    }

    /** Which of its variables are set, as a row of {@code config} names them. */
    String origin(Environment environment) {
        return String.join(" and ", variables.stream().flatMap(name -> environment.set(name).stream()).toList());
    }

    /** What one of its variables holds; two that differ are a problem. */
    Optional<Given> read(Environment environment, Problems problems) {
        boolean secret = this == PASSWORD || this == SSL_KEY;
        List<Given> all = variables.stream().flatMap(name -> environment.read(name, secret).stream()).toList();
        if (all.size() == 2 && !all.get(0).text().equals(all.get(1).text())) {
            problems.add(all.get(0).origin() + " and " + all.get(1).origin() + " name different " + word
                    + "s: keep one of them, for example " + example());
        }
        return all.stream().findFirst();
    }
}
