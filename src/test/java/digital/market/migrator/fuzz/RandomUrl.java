package digital.market.migrator.fuzz;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** URLs of databases, in all the forms in which people have them, and damaged ones. */
final class RandomUrl {

    /** A password of which no five characters stand anywhere else. */
    static final String PASSWORD = "zK9qXv7wJ3yQ8hV2";
    private static final int WINDOW = 5;

    private RandomUrl() {
    }

    /** Up to three places are damaged; the password is {@link #PASSWORD}, unless it is what was damaged. */
    static Arbitrary<String> any() {
        return RandomText.damaged(wellFormed(), 3);
    }

    static Arbitrary<String> wellFormed() {
        Arbitrary<String> schemes = Arbitraries.of("postgresql://", "postgres://", "postgresql+asyncpg://", "postgresql+psycopg2://", "jdbc:postgresql://",
                "jdbc:postgresql:", "POSTGRESQL://", "sqlite:///", "mysql://", "");
        Arbitrary<String> logins = Arbitraries.of("bot:" + PASSWORD + "@", "b%C3%B6t:" + PASSWORD + "@", "bot:a/b#" + PASSWORD + "@", "bot:%2F" + PASSWORD + "%3A@",
                ":" + PASSWORD + "@", "bot@", "");
        Arbitrary<String> hosts = Arbitraries.of("db.example", "db.example:5432", "10.0.0.7:6432", "[::1]:5432", "[2001:db8::7]", "one:1,two:2", "one,two,three:5433",
                "", "%2Fvar%2Frun", "db_x", "db.example:");
        Arbitrary<String> paths = Arbitraries.of("/shop", "/", "", "/my%20shop", "/a/b", "/shop@x", "/%00");
        Arbitrary<String> parameters = Arbitraries.of("sslmode=require", "sslmode=verify-full", "ssl=true", "sslmode=bogus", "options=-c%20search_path%3Dx",
                "target_session_attrs=read-write", "host=h1,h2", "port=1,2", "user=bot", "password=" + PASSWORD, "dbname=x", "application_name=a",
                "sslrootcert=/x", "channel_binding=require", "connect_timeout=10", "x", "=", "password=" + PASSWORD + "%26x");
        Arbitrary<String> queries = parameters.list().ofMaxSize(4).map(all -> all.isEmpty() ? "" : "?" + String.join("&", all));
        return Combinators.combine(schemes, logins, hosts, paths, queries).as((scheme, login, host, path, query) -> scheme + login + host + path + query);
    }

    /** Whether a text holds the password or a recognizable part of it. */
    static boolean shows(String text) {
        return windows().stream().anyMatch(text::contains);
    }

    private static List<String> windows() {
        return IntStream.rangeClosed(0, PASSWORD.length() - WINDOW).mapToObj(at -> PASSWORD.substring(at, at + WINDOW)).toList();
    }
}
