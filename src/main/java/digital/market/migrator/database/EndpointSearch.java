package digital.market.migrator.database;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

import digital.market.migrator.database.Endpoint.Resolver;
import digital.market.migrator.settings.HostAndPort;
import digital.market.migrator.settings.Target;

/**
 * Looks for the server among all addresses of all hosts, in turn, as libpq does. An address that does not answer, or whose server is not of
 * the kind that is wanted, says nothing of the next one. A server that refuses us speaks for all addresses of its host.
 */
final class EndpointSearch {

    /** Tries to connect to one address. */
    interface Attempt {

        /**
         * Connects.
         *
         * @param serverType the driver's word for the kind of server
         * @param remaining  how many addresses there are to try, this one included
         */
        PgConnection at(Endpoint endpoint, String serverType, int remaining) throws SQLException;
    }

    private final List<HostAndPort> hosts;
    private final List<String> serverTypes;
    private final Resolver resolver;
    private final Attempt attempt;
    private Optional<SQLException> refusal = Optional.empty();
    private Optional<SQLException> silence = Optional.empty();

    /** A search by the system's resolver. */
    EndpointSearch(Target target, Attempt attempt) {
        this(target, InetAddress::getAllByName, attempt);
    }

    EndpointSearch(Target target, Resolver resolver, Attempt attempt) {
        this.hosts = target.hosts();
        this.serverTypes = target.targetSessionAttrs().map(EndpointSearch::serverTypes).orElse(List.of("any"));
        this.resolver = resolver;
        this.attempt = attempt;
    }

    /** libpq's words for the kinds of server, in the driver's; a kind that is only preferred is looked for first. */
    private static List<String> serverTypes(String targetSessionAttrs) {
        return switch (targetSessionAttrs) {
            case "read-write", "primary" -> List.of("primary");
            case "read-only", "standby" -> List.of("secondary");
            case "prefer-standby" -> List.of("secondary", "any");
            default -> List.of("any");
        };
    }

    /**
     * Connects to the first that fits.
     *
     * @throws SQLException why none does: what a server has said goes before one that says nothing
     */
    PgConnection connect() throws SQLException {
        List<Endpoint> endpoints = endpoints();
        for (String serverType : serverTypes) {
            Set<String> refused = new HashSet<>();
            for (int i = 0; i < endpoints.size(); i++) {
                Endpoint endpoint = endpoints.get(i);
                String host = endpoint.getHost() + ":" + endpoint.getPort();
                if (!refused.contains(host)) {
                    try {
                        return attempt.at(endpoint, serverType, endpoints.size() - i);
                    } catch (SQLException e) {
                        if (ConnectFailure.mayBeElsewhere(e)) {
                            silence = Optional.of(e);
                        } else {
                            refusal = refusal.or(() -> Optional.of(e));
                            refused.add(host);
                        }
                    }
                }
            }
        }
        throw refusal.or(() -> silence).orElseThrow();
    }

    private List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (HostAndPort host : hosts) {
            try {
                endpoints.addAll(Endpoint.of(host, resolver));
            } catch (UnknownHostException e) {
                silence = Optional.of(new PSQLException("unknown host " + host.host(), PSQLState.CONNECTION_UNABLE_TO_CONNECT, e));
            }
        }
        return endpoints;
    }
}
