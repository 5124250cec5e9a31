package digital.market.migrator.database.wire;

import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;

import javax.net.SocketFactory;

/** Makes the sockets of one connection by its terms. Made by the driver, by reflection; public for nobody else. */
public final class GuardedSocketFactory extends SocketFactory {

    /** Text, as the driver wants it. */
    static final String NAME = "digital.market.migrator.database.wire.GuardedSocketFactory";

    private final WireTerms terms;

    /** A factory by the terms that stand beside the driver's own properties. */
    public GuardedSocketFactory(Properties properties) {
        terms = WireTerms.in(properties);
    }

    @Override
    public Socket createSocket() {
        GuardedSocket socket = new GuardedSocket(terms);
        terms.covers(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("The driver connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException("The driver connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("The driver connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException("The driver connects by itself");
    }
}
