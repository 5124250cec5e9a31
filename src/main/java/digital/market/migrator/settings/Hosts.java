package digital.market.migrator.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * Hosts and ports as libpq writes them: lists with commas, and as many ports as hosts, or one for all, or none (PostgreSQL
 * documentation, §34.1.1.3). Exceptions tell the reason and never quote, because a slip in a URL can put a part of the
 * password where a host or a port should be.
 *
 * @param hosts may be empty
 * @param ports empty, one, or one for each host
 */
record Hosts(List<String> hosts, List<Integer> ports) {

    private static final String NOT_IN_A_HOST = "/?#@[]\\\"'<>{}|^`,\uFFFD";
    private static final String UNIX_SOCKET = "a unix socket cannot be used, because market-migrator connects over TCP;"
            + " name a host, for example db.example";

    Hosts {
        hosts = List.copyOf(hosts);
        ports = List.copyOf(ports);
    }

    /** Reads the host part of a URL, {@code h1:5432,[::1]:5433}. */
    static Hosts parse(String text) {
        List<String> hosts = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        boolean portNamed = false;
        for (String one : text.split(",", -1)) {
            int colon = portSeparator(one);
            hosts.add(colon < 0 ? one : one.substring(0, colon));
            String port = colon < 0 ? "" : one.substring(colon + 1);
            portNamed |= !port.isEmpty();
            ports.add(port.isEmpty() ? HostAndPort.DEFAULT_PORT : port(port));
        }
        List<Integer> named = portNamed ? ports : List.of();
        boolean noHost = hosts.size() == 1 && hosts.get(0).isEmpty();
        return new Hosts(noHost ? List.of() : hosts.stream().map(Hosts::host).toList(), named);
    }

    private static int portSeparator(String one) {
        if (!one.startsWith("[")) {
            int colon = one.indexOf(':');
            if (colon >= 0 && one.indexOf(':', colon + 1) >= 0) {
                throw new IllegalArgumentException(
                        "an IPv6 address stands in brackets, for example postgresql://bot:secret@[::1]:5432/shop");
            }
            return colon;
        }
        int close = one.indexOf(']');
        if (close < 0 || close + 1 < one.length() && one.charAt(close + 1) != ':') {
            throw new IllegalArgumentException(
                    "its IPv6 address is not closed, for example postgresql://bot:secret@[::1]:5432/shop");
        }
        return close + 1 < one.length() ? close + 1 : -1;
    }

    /** Reads a list of hosts, {@code h1,h2,::1}, as {@code PGHOST} holds it. */
    static List<String> hosts(String text) {
        List<String> hosts = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            String host = one.strip();
            if (host.matches("[^:]+:[0-9]*")) {
                throw new IllegalArgumentException(
                        "a port does not belong into the host; set it by itself, for example DB_PORT=5432");
            }
            hosts.add(host(host));
        }
        return hosts;
    }

    /** Reads a list of ports, {@code 5432,5433}, as {@code PGPORT} holds it; an empty one is the default. */
    static List<Integer> ports(String text) {
        List<Integer> ports = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            String port = one.strip();
            ports.add(port.isEmpty() ? HostAndPort.DEFAULT_PORT : port(port));
        }
        return ports;
    }

    private static String host(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String host = Percent.decode(bracketed ? text.substring(1, text.length() - 1) : text);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("an empty host means a unix socket, and " + UNIX_SOCKET);
        }
        if (host.startsWith("/") || host.startsWith("@")) {
            throw new IllegalArgumentException(UNIX_SOCKET);
        }
        boolean allowed = host.codePoints().noneMatch(c -> c <= ' ' || c == 127 || NOT_IN_A_HOST.indexOf(c) >= 0);
        if (!allowed) {
            throw new IllegalArgumentException("a host is a name or an address, for example db.example");
        }
        return host;
    }

    private static int port(String text) {
        boolean digits = text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, for example 5432");
        }
        return port;
    }

    /**
     * Pairs hosts with ports; no hosts give no pairs.
     *
     * @throws IllegalArgumentException if there is neither one port for all nor one for each
     */
    static List<HostAndPort> pair(List<String> hosts, List<Integer> ports) {
        if (hosts.isEmpty()) {
            return List.of();
        }
        boolean same = ports.stream().distinct().count() <= 1;
        if (!same && ports.size() != hosts.size()) {
            throw new IllegalArgumentException(ports.size() + " ports are named for " + hosts.size()
                    + (hosts.size() == 1 ? " host" : " hosts") + ": name one for all or one for each, for example DB_PORT=5432");
        }
        List<HostAndPort> pairs = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            int port = ports.isEmpty() ? HostAndPort.DEFAULT_PORT : ports.get(same ? 0 : i);
            pairs.add(new HostAndPort(hosts.get(i), port));
        }
        return pairs;
    }
}
