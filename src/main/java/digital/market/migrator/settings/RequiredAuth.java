package digital.market.migrator.settings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which ways of authentication a server may ask for.
 *
 * @param methods libpq's words, each with a {@code !} in front where these are the ones that it may not ask for
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-REQUIRE-AUTH">PostgreSQL, require_auth</a>
 */
public record RequiredAuth(List<String> methods) {

    private static final List<String> KNOWN = List.of("password", "md5", "gss", "sspi", "scram-sha-256", "none");
    /** Nothing here can do it, so that forbidding it says nothing. */
    private static final String UNSUPPORTED = "oauth";

    /** A list that cannot change. */
    public RequiredAuth {
        methods = List.copyOf(methods);
    }

    /** Reads libpq's {@code require_auth}: a list with commas, in which either all methods or none have a {@code !}. */
    static RequiredAuth parse(String text) {
        Set<String> methods = new LinkedHashSet<>();
        boolean forbidding = text.startsWith("!");
        for (String one : text.split(",", -1)) {
            String method = one.startsWith("!") ? one.substring(1) : one;
            if (!KNOWN.contains(method) && !method.equals(UNSUPPORTED)) {
                throw problem("holds a method that is none of " + String.join(", ", KNOWN));
            }
            if (one.startsWith("!") != forbidding) {
                throw problem("mixes methods with and without a \"!\"");
            }
            if (!methods.add(one)) {
                throw problem("names a method twice");
            }
        }
        methods.removeIf(method -> method.endsWith(UNSUPPORTED));
        if (methods.isEmpty() && !forbidding) {
            throw problem("asks for " + UNSUPPORTED + ", which market-migrator cannot do");
        }
        return new RequiredAuth(List.copyOf(methods));
    }

    /** libpq's spelling. */
    public String text() {
        return String.join(",", methods);
    }

    private static IllegalArgumentException problem(String what) {
        return new IllegalArgumentException("require_auth " + what + "; for example require_auth=scram-sha-256, or require_auth=!password,!none");
    }
}
