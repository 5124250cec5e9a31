package digital.market.migrator.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a database's URL says, and nothing that it leaves open.
 *
 * @param hosts              none if the URL leaves the host to another source
 * @param ports              none, one for all hosts, or one for each
 * @param database           decoded
 * @param user               decoded
 * @param password           decoded
 * @param sslMode            from {@code sslmode} or {@code ssl}
 * @param sslRootCert        from {@code sslrootcert}
 * @param sslCert            from {@code sslcert}
 * @param sslKey             from {@code sslkey}
 * @param options            command-line options for the server
 * @param targetSessionAttrs in libpq's words
 * @param channelBinding     in libpq's words
 * @param requiredAuth       from {@code require_auth}
 * @param remarks            what an operator should know about this URL, each to follow its variable's name
 */
public record DatabaseUrl(List<String> hosts, List<Integer> ports, Optional<String> database, Optional<String> user,
                          Optional<Secret> password, Optional<SslMode> sslMode, Optional<String> sslRootCert,
                          Optional<String> sslCert, Optional<Secret> sslKey, Optional<String> options, Optional<String> targetSessionAttrs, Optional<String> channelBinding,
                          Optional<RequiredAuth> requiredAuth, List<String> remarks) {

    /** A URL's content whose lists cannot change. */
    public DatabaseUrl {
        hosts = List.copyOf(hosts);
        ports = List.copyOf(ports);
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads {@code postgresql://}, {@code postgres://}, {@code postgresql+<driver>://} and {@code jdbc:postgresql:}.
     *
     * <p>User and password are read as SQLAlchemy's {@code make_url} reads them, under every scheme: everything between the
     * first {@code :} and the next {@code @} is the password. The rest follows libpq (PostgreSQL documentation,
     * §34.1.1.2), SQLAlchemy or pgjdbc, by scheme.
     *
     * @throws IllegalArgumentException with the reason and an example, in words that follow the variable's name; it never
     *         holds any part of the URL
     */
    public static DatabaseUrl parse(String url) {
        return new UrlParser(url).parse();
    }

    /** The addresses that the URL names; empty if it names no host. */
    public List<HostAndPort> addresses() {
        return Hosts.pair(hosts, ports);
    }

    /** The same with another password. */
    DatabaseUrl withPassword(Optional<Secret> other) {
        return new DatabaseUrl(hosts, ports, database, user, other, sslMode, sslRootCert, sslCert, sslKey, options,
                targetSessionAttrs, channelBinding, requiredAuth, remarks);
    }

    /** Whether both name the same database on the same servers, whoever logs in. */
    boolean namesTheSameDatabaseAs(DatabaseUrl other) {
        return normalized(addresses()).equals(normalized(other.addresses()))
                && database.or(() -> user).equals(other.database.or(() -> other.user));
    }

    private static List<HostAndPort> normalized(List<HostAndPort> addresses) {
        return addresses.stream()
                .map(a -> new HostAndPort(a.host().toLowerCase(Locale.ROOT), a.port())).toList();
    }
}
