package digital.market.migrator.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Takes a database's URL apart. No message holds any part of it. */
final class UrlParser {

    private static final Pattern NAME_BEFORE = Pattern.compile("(export )?[A-Za-z_]+=");

    private final UrlScheme scheme;
    private final String rest;
    private final List<String> remarks = new ArrayList<>();

    UrlParser(String url) {
        refuseWrapped(url);
        UrlScheme.Split split = UrlScheme.split(url);
        this.scheme = split.scheme();
        this.rest = split.rest();
    }

    DatabaseUrl parse() {
        if (scheme == UrlScheme.JDBC && !rest.startsWith("//")) {
            return parseJdbcOnLocalhost();
        }
        String text = scheme == UrlScheme.JDBC ? rest.substring(2) : rest;
        Credentials credentials = scheme == UrlScheme.JDBC ? jdbcCredentials(text) : credentials(text);
        String address = text.substring(credentials.length());
        int end = firstOf(address, '/', '?');
        String authority = address.substring(0, end);
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("its host part still holds an @, so the password holds one too; write %40 for it, "
                    + "for example postgresql://bot:se%40cret@db.example:5432/shop");
        }
        String tail = address.substring(end);
        Hosts hosts = hosts(authority, tail);
        if (credentials.password().isPresent() && holdsAt(tail)) {
            throw new IllegalArgumentException("there is one more @ after its host, so the password seems to hold one; write %40 for @, %2F for / and "
                    + "%3F for ? in it, for example postgresql://bot:se%40cret@db.example:5432/shop; a database whose name holds an @ is named by DB_NAME");
        }
        return build(credentials, hosts, tail);
    }

    /** {@code bot:p@ss/w@host/db} reads as the database {@code w@host/db} on the host {@code ss}, and would be shown as that. */
    private static boolean holdsAt(String tail) {
        int parameter = tail.indexOf('=');
        return tail.substring(0, parameter < 0 || tail.indexOf('?') < 0 ? tail.length() : parameter).indexOf('@') >= 0;
    }

    /** What stands around a URL where it was copied together with it. */
    private static void refuseWrapped(String url) {
        if (!url.trim().equals(url)) {
            throw new IllegalArgumentException("it begins or ends with a blank: take it away, " + UrlScheme.EXAMPLE);
        }
        if (url.startsWith("\"") || url.startsWith("'") || url.startsWith("`")) {
            throw new IllegalArgumentException("it stands in quotes, which are a part of it here (docker's --env-file keeps them): take them away, "
                    + UrlScheme.EXAMPLE);
        }
        if (url.startsWith("psql ")) {
            throw new IllegalArgumentException("this is a command line, and the URL in it is meant: take it out of psql '…', " + UrlScheme.EXAMPLE);
        }
        if (NAME_BEFORE.matcher(url).lookingAt()) {
            throw new IllegalArgumentException("it begins with a variable's name: take away all up to the =, " + UrlScheme.EXAMPLE);
        }
    }

    /** {@code bot:p@ss:w/rd@host/db} reads as the host {@code ss} with the port {@code w}. */
    private static Hosts hosts(String authority, String tail) {
        try {
            return Hosts.parse(authority);
        } catch (IllegalArgumentException e) {
            throw tail.indexOf('@') < 0 ? e : new IllegalArgumentException("what follows its first @ is no host, and there is one more @, so the"
                    + " password seems to hold one; write %40 for @, %3A for : and %2F for / in it, "
                    + "for example postgresql://bot:se%40cret@db.example:5432/shop");
        }
    }

    /** {@code jdbc:postgresql:shop} is a database on localhost, pgjdbc's default; what else was meant may hold a password. */
    private DatabaseUrl parseJdbcOnLocalhost() {
        if (rest.substring(0, firstOf(rest, '?', '?')).indexOf('@') >= 0) {
            throw new IllegalArgumentException("it holds an @, but no // before user and host; write %40 if it belongs to the database's name, "
                    + "else for example jdbc:postgresql://db.example:5432/shop?user=bot&password=secret");
        }
        String path = rest.startsWith("/") || rest.startsWith("?") ? rest : "/" + rest;
        return build(Credentials.NONE, new Hosts(List.of(), List.of()), path);
    }

    private DatabaseUrl build(Credentials credentials, Hosts authority, String tail) {
        int question = tail.indexOf('?');
        String path = question < 0 ? tail : tail.substring(0, question);
        UrlQuery query = new UrlQuery(scheme, question < 0 ? "" : tail.substring(question + 1));

        Optional<String> inPath = filled(path.isEmpty() ? "" : scheme.decodeDatabase(path.substring(1)));
        Optional<String> database = query.last("dbname", "database").or(() -> inPath);
        Optional<String> user = query.last("user").or(() -> credentials.user().flatMap(UrlParser::filled));
        Optional<String> password = query.last("password").or(() -> credentials.password().flatMap(UrlParser::filled));
        check(database, "database");
        check(user, "user");
        check(password, "password");
        remarkOnEscape(path);
        remarkOnAt(path);
        remarkOnUnread(query.unread());

        Hosts hosts = hosts(authority, query.hosts());
        return new DatabaseUrl(hosts.hosts(), hosts.ports(), database, user, password.map(Secret::of), query.sslMode(),
                query.last("sslrootcert"), query.last("sslcert"), query.last("sslkey").map(Secret::of), query.last("options"),
                query.targetSessionAttrs(), query.channelBinding(), query.requiredAuth(), remarks);
    }

    private Hosts hosts(Hosts authority, Hosts query) {
        List<String> hosts = query.hosts().isEmpty() ? authority.hosts() : query.hosts();
        List<Integer> inherited = query.hosts().isEmpty() ? authority.ports() : List.of();
        List<Integer> ports = query.ports().isEmpty() ? inherited : query.ports();
        boolean local = scheme == UrlScheme.JDBC && hosts.isEmpty();
        Hosts all = new Hosts(local ? List.of("localhost") : hosts, ports);
        Hosts.pair(all.hosts(), all.ports());
        return all;
    }

    /**
     * User and password, as they stand before the address.
     *
     * @param length how much of the text they take, the {@code @} included
     */
    private record Credentials(Optional<String> user, Optional<String> password, int length) {

        static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty(), 0);

        @Override
        public String toString() {
            return Secret.MASK;
        }
    }

    /** SQLAlchemy's {@code make_url}: {@code (?:(?P<username>[^:/]*)(?::(?P<password>[^@]*))?@)?}, then unquoted. */
    private Credentials credentials(String text) {
        int stop = firstOf(text, ':', '/');
        int at = stop < text.length() && text.charAt(stop) == ':' ? text.indexOf('@', stop) : -1;
        int end = at >= 0 ? at : text.lastIndexOf('@', stop - 1);
        if (end < 0) {
            return Credentials.NONE;
        }
        if (UrlQuery.startsIn(text.substring(0, end))) {
            throw new IllegalArgumentException("an @ in its parameters would be read as the end of a password; write %40 for it, "
                    + "for example postgresql://db.example/shop?user=bot&password=se%40cret");
        }
        String user = text.substring(0, at >= 0 ? stop : end);
        Optional<String> password = at >= 0 ? Optional.of(text.substring(stop + 1, at)) : Optional.empty();
        return new Credentials(Optional.of(Percent.decode(user)), password.map(Percent::decode), end + 1);
    }

    /**
     * pgjdbc takes user and password from the query only, where an {@code @} needs no escape: what already reads as an
     * address is one.
     */
    private Credentials jdbcCredentials(String text) {
        String authority = text.substring(0, firstOf(text, '/', '?'));
        if (authority.indexOf('@') < 0 && isAddress(authority)) {
            return Credentials.NONE;
        }
        return credentials(text);
    }

    private static boolean isAddress(String authority) {
        try {
            Hosts.parse(authority);
            return true;
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private void check(Optional<String> value, String what) {
        if (value.filter(text -> text.indexOf('\0') >= 0).isPresent()) {
            throw new IllegalArgumentException("its " + what + " holds %00, which PostgreSQL cannot take; write the " + what
                    + " without it, " + UrlScheme.EXAMPLE);
        }
        if (value.filter(text -> text.indexOf('\uFFFD') >= 0).isPresent()) {
            remarks.add("has a percent escape in its " + what + " that is not UTF-8: write %25 for a % that stands for itself");
        }
    }

    /** The bot may be on either side of SQLAlchemy 2.1, which began to decode what 2.0 takes as it stands. */
    private void remarkOnEscape(String path) {
        if (scheme == UrlScheme.SQLALCHEMY && !Percent.decode(path).equals(path)) {
            remarks.add("has a percent escape in its database name, which is taken as it stands, as SQLAlchemy 2.0 takes it:"
                    + " name the database by DB_NAME if it is meant to be decoded");
        }
    }

    private void remarkOnAt(String path) {
        if (path.indexOf('@') >= 0) {
            remarks.add("has an @ in its database name: if it belongs to the password, write %40 for every @ of the password");
        }
    }

    private void remarkOnUnread(List<String> names) {
        if (!names.isEmpty()) {
            remarks.add("has parameters that market-migrator does not read: " + String.join(", ", names));
        }
    }

    private static Optional<String> filled(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static int firstOf(String text, char one, char other) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == one || text.charAt(i) == other) {
                return i;
            }
        }
        return text.length();
    }
}
