package digital.market.migrator.settings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The database to be migrated, and how to get in.
 *
 * @param hosts              at least one; tried in this order
 * @param database           its name
 * @param user               the role that logs in
 * @param password           absent where the server asks for none
 * @param sslMode            {@code prefer} unless set, as with libpq
 * @param rootCertificates   the certificates of the authorities to be trusted, in PEM; absent where the server's certificate
 *                           is not verified, and where those that the system trusts count
 * @param clientCertificate  what we show to a server that asks who we are
 * @param options            command-line options for the server, e.g. {@code -c search_path=shop}
 * @param targetSessionAttrs libpq's word for the kind of server that is wanted, e.g. {@code read-write}
 * @param channelBinding     libpq's word: {@code disable}, {@code prefer} or {@code require}
 * @param requiredAuth       which ways of authentication the server may ask for; any where none is named
 */
public record Target(List<HostAndPort> hosts, String database, String user, Optional<Secret> password, SslMode sslMode,
                     Optional<Secret> rootCertificates, Optional<ClientCertificate> clientCertificate, Optional<String> options,
                     Optional<String> targetSessionAttrs, Optional<String> channelBinding, Optional<RequiredAuth> requiredAuth) {

    /** A target whose lists cannot change. */
    public Target {
        hosts = List.copyOf(hosts);
    }

    /** {@code user@host:5432/database}: an IPv6 address in brackets, several hosts with commas, never a secret. */
    public String describe() {
        String addresses = hosts.stream().map(HostAndPort::describe).collect(Collectors.joining(","));
        return printable(user + "@" + addresses + "/" + database);
    }

    @Override
    public String toString() {
        return "Target[" + describe() + "]";
    }

    /** A line break in a name must not look like a line of ours. */
    private static String printable(String text) {
        return text.codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(Collectors.joining());
    }
}
