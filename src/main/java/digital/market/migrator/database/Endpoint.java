package digital.market.migrator.database;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import org.postgresql.util.HostSpec;

import digital.market.migrator.settings.HostAndPort;

/** One address of a host, whose name is still the one that its certificate has to show. */
final class Endpoint extends HostSpec {

    private final InetAddress address;

    private Endpoint(HostAndPort host, InetAddress address) {
        super(host.host(), host.port());
        this.address = address;
    }

    /** Finds the addresses of a name. */
    interface Resolver {

        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** All addresses of this host, in the order in which the system gives them. */
    static List<Endpoint> of(HostAndPort host, Resolver resolver) throws UnknownHostException {
        return Arrays.stream(resolver.addresses(host.host())).map(address -> new Endpoint(host, address)).toList();
    }

    InetAddress address() {
        return address;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint that && super.equals(that) && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + address.hashCode();
    }

    @Override
    public String toString() {
        return super.toString() + " (" + address.getHostAddress() + ")";
    }
}
