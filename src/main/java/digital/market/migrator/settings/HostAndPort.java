package digital.market.migrator.settings;

/**
 * Where a server listens.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {

    /** PostgreSQL's registered port. */
    public static final int DEFAULT_PORT = 5432;

    /** {@code host:port}, an IPv6 address in brackets. */
    public String describe() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
